using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>Python's thread: the target is called once, and the call is the one value in the thread's histogram.</summary>
internal sealed unsafe class CallOnce(LiveThread me, RunServices run, Operation operation)
{
    private readonly ThreadSlot* slot = me.Slot;

    /// <param name="atEdge">Called right before and after the call.</param>
    public void Run(Action atEdge)
    {
        slot->Calls = 1;
        slot->SamplingEvery = 1;
        run.Line.Begin();
        atEdge();
        slot->CountedFromNs = slot->CallStartedNs = Clock.Now();
        try
        {
            operation.Call(out var startedNs, out var endedNs);
            atEdge();
            slot->CountedFromNs = startedNs;
            slot->CountedToNs = endedNs;
            slot->Ops = 1;
            me.IsCutShort = me.Stop.IsRequested;
        }
        catch (Exception e)
        {
            slot->CountedToNs = Clock.Now();
            atEdge();
            me.IsCutShort = me.IsNormalEnd(e);
            if (!me.IsCutShort)
            {
                slot->Errors = 1;
                run.Failures.Faulted(me, e, operation.Steps?.PhaseOf(FailurePhase.Operation) ?? FailurePhase.Operation, 1);
            }
        }
    }
}
