using CsCheck;
using Threadmill.Engine;
using Threadmill.Engine.Planning;
using Xunit;

namespace Engine.Tests.Planning;

/// <summary>Plans from the corpus, mutated: whatever comes of it is a plan or problems that say where, never an exception.</summary>
public sealed class PlanFileFuzzTests
{
    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", "[[", "]]", "=", ",", ":", "\"", "\"\"\"", "'''", "\n", "#", "\\", "\\u", "\0", "\u001b[31m", "\ud800", "é", "NaN", "inf", "-", "1e999",
        "99999999999999999999", "-9223372036854775808", "null", "true", "spec", "threads", "target", "group", "sweep", "defaults", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "a.b.c.d.e",
    ];

    [Theory]
    [InlineData("name = \"\\uD800\"")]
    [InlineData("name = \"\ud800\"")]
    [InlineData("\ud800 = 1")]
    [InlineData("name = \ud800")]
    [InlineData("name = \"cut off at \\")]
    [InlineData("{\"name\": \"\\uDEFA\"}")]
    [InlineData("{\"\\uD800\": 1}")]
    public void Half_a_surrogate_pair_or_escape_is_told(string text)
    {
        var problems = new List<Problem>();
        PlanFile.Read(text, text[0] == '{' ? "plan.json" : "plan.toml", "", problems);
        Assert.StartsWith("plan.", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Corpus => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus")).Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void A_mutated_plan_is_read_or_told(string name)
    {
        var whole = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "corpus", name));
        var mutation = Gen.Select(Gen.Int[0, whole.Length], Gen.Int[0, 30], Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]), Gen.String[0, 5]));
        mutation.Array[1, 6].Sample(mutations =>
        {
            var text = whole;
            foreach (var (place, length, piece) in mutations)
            {
                var from = Math.Min(place, text.Length);
                text = text[..from] + piece + text[Math.Min(from + (length / 3), text.Length)..];
            }
            var problems = new List<Problem>();
            var plan = PlanDraft.Compose([], PlanFile.Read(text, name, "", problems), [], problems);
            try
            {
                if (problems.Count == 0)
                    problems.AddRange(SweepPoints.Of(plan).SelectMany(p => PlanRules.Broken(p.Plan)));
            }
            catch (ProblemException e)
            {
                problems.AddRange(e.Problems);
            }
            Assert.All(problems, p => Assert.NotEmpty(p.Message));
        }, iter: 2000, threads: 1);
    }
}
