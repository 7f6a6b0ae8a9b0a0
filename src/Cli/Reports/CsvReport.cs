using System.Globalization;
using System.Text;
using CsvHelper;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>A row per thread, invariant culture, UTF-8 without a byte order mark; times in ns.</summary>
internal static class CsvReport
{
    private static readonly (string Name, Func<RunResult, ThreadResult, object?> Value)[] Columns =
    [
        ("run", (r, _) => r.Run.Id),
        ("index", (_, t) => t.Index),
        ("name", (_, t) => t.Name),
        ("group", (_, t) => t.Group),
        ("target", (_, t) => t.Target),
        ("outcome", (_, t) => char.ToLowerInvariant(t.Outcome.ToString()[0]) + t.Outcome.ToString()[1..]),
        ("pinned", (_, t) => t.Pin is { } pin ? string.Join(' ', pin.Cpus) : null),
        ("cpus", (_, t) => string.Join(' ', t.Cpus.Seen)),
        ("startLatencyNs", (_, t) => t.StartLatencyNs),
        ("startOffsetNs", (_, t) => t.StartOffsetNs),
        ("wallNs", (_, t) => t.WallNs),
        ("userNs", (_, t) => t.Cpu?.UserNs),
        ("systemNs", (_, t) => t.Cpu?.SystemNs),
        ("runQueueWaitNs", (_, t) => t.RunQueueWaitNs),
        ("allocatedBytes", (_, t) => t.AllocatedBytes),
        ("ops", (_, t) => t.Ops),
        ("errors", (_, t) => t.Errors),
        ("opsPerSecond", (_, t) => t.OpsPerSecond),
        ("meanNs", (_, t) => t.LatencyNs?.Mean),
        ("minNs", (_, t) => t.LatencyNs?.Min),
        ("p50Ns", (_, t) => t.LatencyNs?.P50),
        ("p90Ns", (_, t) => t.LatencyNs?.P90),
        ("p99Ns", (_, t) => t.LatencyNs?.P99),
        ("p99_9Ns", (_, t) => t.LatencyNs?.P999),
        ("p99_99Ns", (_, t) => t.LatencyNs?.P9999),
        ("maxNs", (_, t) => t.LatencyNs?.Max),
        ("backlog", (_, t) => t.Backlog),
        ("returned", (_, t) => t.Returned),
    ];

    public static void Write(RunResult result, Stream to)
    {
        using var writer = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture, leaveOpen: true);
        foreach (var column in Columns)
            csv.WriteField(column.Name);
        csv.NextRecord();
        foreach (var thread in result.Threads)
        {
            // As text: what the writer knows of other types it finds out by reflection, which native code has little of.
            foreach (var column in Columns)
                csv.WriteField(Convert.ToString(column.Value(result, thread), CultureInfo.InvariantCulture));
            csv.NextRecord();
        }
    }
}
