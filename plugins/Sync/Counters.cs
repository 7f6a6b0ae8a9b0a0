namespace Threadmill.Plugins.Sync;

// One counter for each way to guard it, so that two ways in one group do not meet on one number.

/// <summary>Guarded by nothing.</summary>
public sealed class RacyCounter : Counter;

/// <summary>Guarded by the processor's atomic add.</summary>
public sealed class InterlockedCounter : Counter;

/// <summary>Guarded by compare-and-swap.</summary>
public sealed class CasCounter : Counter;

/// <summary>Guarded by an object's monitor.</summary>
public sealed class MonitorCounter : Counter
{
    internal readonly object Gate = new();
}

/// <summary>Guarded by a <see cref="System.Threading.Lock"/>.</summary>
public sealed class LockCounter : Counter
{
    internal readonly Lock Gate = new();
}

/// <summary>Guarded by a <see cref="SpinLock"/>.</summary>
public sealed class SpinCounter : Counter
{
    internal SpinLock Gate = new(enableThreadOwnerTracking: false);
}

/// <summary>Guarded by a <see cref="SemaphoreSlim"/> with one permit.</summary>
public sealed class SemaphoreCounter : Counter, IDisposable
{
    internal readonly SemaphoreSlim Gate = new(1, 1);

    public void Dispose() => Gate.Dispose();
}

/// <summary>Guarded by a <see cref="Mutex"/>.</summary>
public sealed class MutexCounter : Counter, IDisposable
{
    internal readonly Mutex Gate = new();

    public void Dispose() => Gate.Dispose();
}

/// <summary>Guarded by a ticket lock.</summary>
public sealed class TicketCounter : Counter
{
    internal readonly TicketLock Gate = new();
}
