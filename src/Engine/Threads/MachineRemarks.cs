using System.Globalization;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>Tells what the machine withheld from a run: figures are then too high, whatever the code does.</summary>
internal static class MachineRemarks
{
    private const double NoticeableSteal = 0.02;
    private const long NsPerMs = 1_000_000;

    public static IEnumerable<DiagnosticFacts> Of(MachineReading withheld)
    {
        if (withheld.StolenShare is > NoticeableSteal and var share)
            yield return new(DiagnosticSeverity.Warning, "steal", string.Create(CultureInfo.InvariantCulture, $"the hypervisor gave {share * 100:0.#} % of the CPUs' time to others during the run"));
        if (withheld is { Throttled: > 0 and var times, ThrottledNs: var ns })
            yield return new(DiagnosticSeverity.Warning, "throttled", $"the CPU quota stopped the run {times} times, for {ns / NsPerMs} ms in all: latencies show the quota, not the code");
    }
}
