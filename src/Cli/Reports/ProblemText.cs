using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Threadmill.Engine;

namespace Threadmill.Cli.Reports;

/// <summary>Tells the person at the keyboard what is wrong, every problem on lines of its own; with <c>--json</c> as one object.</summary>
internal static class ProblemText
{
    /// <summary>For people too: quotes stay quotes.</summary>
    private static readonly ProblemJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static void Write(IReadOnlyList<Problem> problems, bool asJson)
    {
        if (asJson)
        {
            var document = new ProblemDocument("threadmill.problems/1", ExitCode.Of(problems), [.. problems.Select(p => new ProblemEntry(p.Kind == ProblemKind.Invalid ? "invalid" : "unavailable", p.Message))]);
            Console.Error.Write(JsonSerializer.Serialize(document, Json.ProblemDocument) + "\n");
            return;
        }
        foreach (var problem in problems)
            Console.Error.Write($"threadmill: {SafeText.Block(problem.Message)}\n");
    }
}

internal sealed record ProblemDocument(string Schema, int ExitCode, IReadOnlyList<ProblemEntry> Problems);

internal sealed record ProblemEntry(string Kind, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;
