using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;

namespace Threadmill.Engine.Threads;

/// <summary>Records what a thread threw and stops whom the plan's <c>--on-error</c> says.</summary>
internal sealed class FailurePolicy(RunPlan plan, StopLadder ladder, RunObjects? objects)
{
    /// <summary>Called on the thread that threw.</summary>
    /// <param name="op">The call that threw, from 1; 0 outside operations.</param>
    public void Faulted(LiveThread thread, Exception e, FailurePhase phase, long op)
    {
        thread.Errors.Add(e, phase, op);
        objects?.KeepThrown(thread.Planned.Index, e, phase, op);
        if (phase is FailurePhase.Check or FailurePhase.Background)
            return;
        var group = thread.Planned.Group;
        var scope = plan.OnErrorOf(group).Scope;
        thread.IsFaulted |= scope != ErrorScope.None || (op == 0 && (phase is FailurePhase.Setup or FailurePhase.Teardown));
        if (scope == ErrorScope.Run || thread.Planned.Spec.Spec.UntilFailure)
            ladder.Request(StopReason.Policy);
        else if (scope == ErrorScope.Group)
            ladder.Request(group, StopReason.Policy);
    }
}
