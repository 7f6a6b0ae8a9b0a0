using System.Collections.Immutable;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Results;

namespace Threadmill.Cli.Reports;

/// <summary>
/// Makes the result of a run that never was and shows it to nobody, so that the code for it is loaded and compiled while the
/// worker is still loading; after the run, the report takes a seventh of the time.
/// </summary>
internal static class ReportRehearsal
{
    private const int CpuBits = 8;

    /// <param name="isTimely">False once threads run: they are not to be disturbed.</param>
    public static void Play(Reporting reporting, Func<bool> isTimely)
    {
        if (!isTimely())
            return;
        var result = ResultBuilder.Build(Contents());
        if (!isTimely())
            return;
        if (reporting.Json)
            ResultJson.Write(result, Stream.Null);
        else
            new TableReport(Terminal.Nowhere(reporting.Color)).Write(result);
    }

    private static JournalContents Contents() => new()
    {
        Shape = JournalShape.For(1, hasServiceTimes: false, CpuBits),
        Run = new()
        {
            RunId = "",
            StartedAt = DateTimeOffset.UnixEpoch,
            StartedNs = 0,
            ToolVersion = "",
            Seed = 0,
            CommandLine = [],
            Isolation = "process",
            Plan = """{"seed":0,"spec":[{"target":""}]}""",
            Plugins = [],
            Machine = new()
            {
                Os = "",
                Kernel = "",
                Arch = "",
                CpuModel = null,
                LogicalCpus = 1,
                AllowedCpus = "0",
                CpuQuota = null,
                Runtime = "",
                Clock = new("monotonic", null, null),
            },
            Threads = [new() { Index = 0, Name = "", OsName = "", Group = "", Target = "", Args = [], Kwargs = ImmutableSortedDictionary<string, string>.Empty, Daemon = false, IsLoop = false, Pin = null }],
        },
        Slots = [new(
            new() { State = ThreadPhase.Ended, Outcome = ThreadOutcome.Completed, CountedFromNs = 1, CountedToNs = 2, EndedNs = 3, Ops = 1, SamplingEvery = 1, IsSealed = 1 },
            [0], [], [0], HistogramReading.OfOne(1), null, IsPartial: false)],
        Workers = [new() { Pid = 1, Groups = [""], GcSettings = null, GcCollections = [0, 0, 0], GcPauseNs = 0, LockContentions = 0, CpuNs = 0, EndedNs = 3 }],
        WorkerExits = [new(1, [""], 0, null, null, null, 3)],
    };
}
