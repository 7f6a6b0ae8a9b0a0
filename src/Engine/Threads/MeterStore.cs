using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>Puts what the meters counted between two edges into a thread's slot.</summary>
internal static unsafe class MeterStore
{
    public static void Write(ThreadSlot* slot, CpuReading used)
    {
        slot->UserNs = used.UserNs;
        slot->SystemNs = used.SystemNs;
        slot->RunQueueWaitNs = used.RunQueueWaitNs;
        slot->VoluntarySwitches = used.VoluntarySwitches;
        slot->InvoluntarySwitches = used.InvoluntarySwitches;
        slot->MinorFaults = used.MinorFaults;
        slot->MajorFaults = used.MajorFaults;
        slot->AllocatedBytes = used.AllocatedBytes;
    }
}
