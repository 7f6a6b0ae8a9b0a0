using System.Globalization;
using System.Text;
using CsvHelper;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>A row per thread, invariant culture, UTF-8 without a byte order mark; times in ns.</summary>
internal static class CsvReport
{
    public static void Write(RunResult result, Stream to)
    {
        using var writer = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture, leaveOpen: true);
        csv.WriteRecords(result.Threads.Select(t => new
        {
            run = result.Run.Id,
            index = t.Index,
            name = t.Name,
            group = t.Group,
            target = t.Target,
            outcome = char.ToLowerInvariant(t.Outcome.ToString()[0]) + t.Outcome.ToString()[1..],
            pinned = t.Pin is { } pin ? string.Join(' ', pin.Cpus) : null,
            cpus = string.Join(' ', t.Cpus.Seen),
            startLatencyNs = t.StartLatencyNs,
            startOffsetNs = t.StartOffsetNs,
            wallNs = t.WallNs,
            userNs = t.Cpu?.UserNs,
            systemNs = t.Cpu?.SystemNs,
            runQueueWaitNs = t.RunQueueWaitNs,
            allocatedBytes = t.AllocatedBytes,
            ops = t.Ops,
            errors = t.Errors,
            opsPerSecond = t.OpsPerSecond,
            meanNs = t.LatencyNs?.Mean,
            minNs = t.LatencyNs?.Min,
            p50Ns = t.LatencyNs?.P50,
            p90Ns = t.LatencyNs?.P90,
            p99Ns = t.LatencyNs?.P99,
            p99_9Ns = t.LatencyNs?.P999,
            p99_99Ns = t.LatencyNs?.P9999,
            maxNs = t.LatencyNs?.Max,
            backlog = t.Backlog,
            returned = t.Returned,
        }));
    }
}
