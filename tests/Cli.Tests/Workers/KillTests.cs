using System.Globalization;
using NJsonSchema;
using Xunit;

namespace Cli.Tests.Workers;

/// <summary>
/// A worker is killed at any moment of its life. The workload counts its calls in a file: the result never tells more than was
/// done, never less than was seen before, and loses at most the calls in flight. KILLS and KILLS_SEED in the environment make
/// it long (tools/bench/kills).
/// </summary>
public sealed class KillTests
{
    private const string Lasts = "700ms";

    [Fact]
    public async Task Whenever_a_worker_is_killed_the_result_is_valid_and_its_counts_are_true()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var kills = Number("KILLS") ?? 4;
        var seed = Number("KILLS_SEED") ?? Random.Shared.Next();
        var random = new Random(seed);
        var schema = await JsonSchema.FromJsonAsync(Tool.Run("schema", "result").Out);
        var tally = new SortedDictionary<string, int>();
        long most = 0;
        for (var i = 0; i < kills; i++)
        {
            using var folder = new Folder();
            var killed = Killed(random, folder.Path);
            var told = $"kill {i} of seed {seed}: {killed.What}\n{killed.Ran.Err}\n{killed.Ran.Out}";
            Assert.True(schema.Validate(killed.Ran.Out).Count == 0, told);
            Assert.All(killed.Counts, c => Assert.True(c.Told <= c.Done && c.Told >= c.Seen, $"told {c.Told}, done {c.Done}, seen {c.Seen}; {told}"));
            Assert.True(killed.Counts.All(c => c.Done - c.Told <= killed.MayLose), told);
            Assert.Empty(Directory.GetFiles(folder.Path, "*.journal"));
            most = Math.Max(most, killed.Counts.Max(c => c.Done - c.Told));
            var outcome = string.Join(", ", killed.Ran.Outcomes);
            tally[outcome] = tally.GetValueOrDefault(outcome) + 1;
        }
        if (Environment.GetEnvironmentVariable("KILLS_REPORT") is { } report)
            File.WriteAllLines(report, [$"{kills} kills, seed {seed}: every result valid; at most {most} calls of a thread were done and not told", .. tally.Select(t => $"  {t.Value,4} × {t.Key}")]);
    }

    private static KilledRun Killed(Random random, string folder)
    {
        var (isolate, sampling) = (random.Next(2) == 0 ? "process" : "group", random.Next(2) == 0 ? "every" : "auto");
        var tool = new Tool().With("THREADMILL_TMPDIR", folder);
        string[] files = [Path.Combine(folder, "a"), Path.Combine(folder, "b")];
        using var running = tool.Start("run", "--isolate", isolate, "--sampling", sampling, "--duration", Lasts, "--warmup", "0s", "--interval", "40ms", "--json",
            $"{Tool.Fixture("Rigged")}::rigged.tally", files[0], "--group", "a", ":", $"{Tool.Fixture("Rigged")}::rigged.tally", files[1], "--group", "b");
        Running.Until(() => running.Children.Length > 0 || running.HasExited, "a worker");
        var afterMs = random.Next(1, 1600);
        Thread.Sleep(afterMs);
        var workers = running.Children;
        if (workers.Length > 0)
            Running.Signal(workers[random.Next(workers.Length)], "KILL");
        var ran = running.End();
        var what = $"--isolate {isolate} --sampling {sampling}, {afterMs} ms after its start";
        Assert.True(ran.Code is 4 or 0, $"{what}: exit {ran.Code}\n{ran.Err}\n{ran.Out}");
        // In sampled loops a batch of calls is counted at its end.
        return new(what, ran, sampling == "every" ? 1 : 100_000, [.. files.Select((f, i) => CountsOf(ran, i, f))]);
    }

    private static Counts CountsOf(Ran ran, int index, string file)
    {
        var thread = ran.Thread(index);
        var told = new[] { "ops", "errors", "warmupOps", "runOutOps" }.Sum(n => thread.GetProperty(n) is { ValueKind: System.Text.Json.JsonValueKind.Number } count ? count.GetInt64() : 0);
        var group = thread.GetProperty("group").GetString();
        var seen = ran.Json.GetProperty("series").EnumerateArray().Where(s => s.GetProperty("group").GetString() == group).ToArray();
        Assert.All(seen, s => Assert.True(s.GetProperty("ops").GetInt64() >= 0, "a count fell"));
        return new(told, File.Exists(file) ? BitConverter.ToInt64(File.ReadAllBytes(file)) : 0, seen.Sum(s => s.GetProperty("ops").GetInt64()));
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private sealed record KilledRun(string What, Ran Ran, long MayLose, Counts[] Counts);

    /// <summary>Of one thread: what the result tells, what was done, what was seen while it ran.</summary>
    private sealed record Counts(long Told, long Done, long Seen);
}
