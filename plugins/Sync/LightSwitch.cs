namespace Threadmill.Plugins.Sync;

/// <summary>The first one in takes a room for its whole party, the last one out gives it back (Downey, Little Book of Semaphores).</summary>
internal sealed class LightSwitch(SemaphoreSlim room)
{
    private readonly Lock gate = new();
    private int inside;

    /// <remarks>Takes no token: whoever is in the room leaves it, and the party must not be left half counted.</remarks>
    public void Enter()
    {
        lock (gate)
        {
            if (inside == 0)
                room.Wait();
            inside++;
        }
    }

    public void Exit()
    {
        lock (gate)
        {
            if (--inside == 0)
                room.Release();
        }
    }
}
