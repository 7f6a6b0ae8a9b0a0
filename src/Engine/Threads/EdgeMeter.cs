using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>One thread's meters, read where its counted part begins and where it ends, never in between; what they counted goes into its slot.</summary>
internal sealed unsafe class EdgeMeter(LiveThread me, RunServices run, ThreadSetup setup) : IDisposable
{
    private readonly ThreadSlot* slot = me.Slot;
    private CpuReading before;
    private long stepBytesBefore;

    /// <summary>Null until it was opened.</summary>
    public CpuMeter? Meter { get; private set; }

    /// <summary>The counted part has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What the untimed steps allocated is not the calls'.</summary>
    private long StepBytes => setup.Operation!.Steps?.AllocatedBytes ?? 0;

    /// <summary>Two readings, so that the first that counts is as fast as the last.</summary>
    public void Open()
    {
        Meter = new CpuMeter();
        _ = Meter.Read() - Meter.Read();
    }

    /// <summary>Called right before and right after the counted part.</summary>
    public void AtEdge()
    {
        if (HasBegun)
        {
            Write(Meter!.Read() - before);
            run.Counted.Ends();
            setup.Metrics.CountingEnds();
            run.Journal.SeeCpu(me.Planned.Index, run.Pinning.CurrentCpu());
        }
        else
        {
            run.Journal.SeeCpu(me.Planned.Index, run.Pinning.CurrentCpu());
            setup.Metrics.CountingBegins();
            run.Counted.Begins();
            stepBytesBefore = StepBytes;
            before = Meter!.Read();
            HasBegun = true;
        }
    }

    public void Dispose() => Meter?.Dispose();

    private void Write(CpuReading used)
    {
        slot->UserNs = used.UserNs;
        slot->SystemNs = used.SystemNs;
        slot->RunQueueWaitNs = used.RunQueueWaitNs;
        slot->VoluntarySwitches = used.VoluntarySwitches;
        slot->InvoluntarySwitches = used.InvoluntarySwitches;
        slot->MinorFaults = used.MinorFaults;
        slot->MajorFaults = used.MajorFaults;
        slot->AllocatedBytes = used.AllocatedBytes - (StepBytes - stepBytesBefore);
    }
}
