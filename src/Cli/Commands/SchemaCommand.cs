using System.CommandLine;
using System.Text.Json;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Commands;

/// <summary><c>schema</c>: JSON Schema of what is read and written, for editors and validators.</summary>
internal static class SchemaCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static Command Build()
    {
        var what = new Argument<string>("document") { HelpName = "result|sweep|plan", Description = "Which document" };
        what.AcceptOnlyFromAmong("result", "sweep", "plan");
        var command = new Command("schema", "Print the JSON Schema of the result document, of a sweep's or of a plan") { what };
        command.SetAction(parsed =>
        {
            var schema = parsed.GetValue(what) switch
            {
                "plan" => PlanSchema.Of(),
                "sweep" => ResultJson.SweepSchema(),
                _ => ResultJson.Schema(),
            };
            Console.Out.Write(schema.ToJsonString(Indented) + "\n");
            return ExitCode.Success;
        });
        return command;
    }
}
