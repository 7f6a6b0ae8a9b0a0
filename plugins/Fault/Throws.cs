namespace Threadmill.Plugins.Fault;

/// <summary>What the faults throw.</summary>
public class FaultException(string message) : Exception(message);

public static class Throws
{
    private static readonly Lock Gate = new();
    private static string huge = "";

    /// <summary>Throws an exception.</summary>
    /// <param name="message">Its message.</param>
    /// <param name="after">Wait so long first; not at all by default.</param>
    [Workload("fault.throw")]
    public static void Throw(string message = "boom", TimeSpan? after = null)
    {
        Pause.Before(after ?? TimeSpan.Zero);
        throw new FaultException(message);
    }

    /// <summary>Throws with two causes inside each other.</summary>
    /// <param name="after">Wait so long first; not at all by default.</param>
    [Workload("fault.nested")]
    public static void Nested(TimeSpan? after = null)
    {
        Pause.Before(after ?? TimeSpan.Zero);
        try
        {
            try
            {
                throw new FaultException("root cause");
            }
            catch (FaultException e)
            {
                throw new InvalidOperationException("in between", e);
            }
        }
        catch (InvalidOperationException e)
        {
            throw new AggregateException("outermost", e, new FaultException("a second cause"));
        }
    }

    /// <summary>Throws an exception whose own Message and StackTrace throw.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.message")]
    public static void Message(TimeSpan? after = null)
    {
        Pause.Before(after);
        throw new UnspeakableException();
    }

    /// <summary>Throws an exception with a huge message, the same for all threads.</summary>
    /// <param name="megabytes">Characters in the message, in millions, at least 1.</param>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.huge-message")]
    public static void Huge(int megabytes = 50, TimeSpan? after = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(megabytes, 1);
        Pause.Before(after);
        throw new FaultException(HugeText(megabytes * 1_000_000));
    }

    /// <summary>Throws in a continuation, after an await.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.async")]
    public static async Task Async(TimeSpan? after = null)
    {
        await Task.Delay(after ?? TimeSpan.FromMilliseconds(300));
        throw new FaultException("thrown after an await");
    }

    /// <summary>Shared: one for each of 256 threads would be 25 GB.</summary>
    private static string HugeText(int length)
    {
        lock (Gate)
            return huge = huge.Length == length ? huge : new string('x', length);
    }

    private sealed class UnspeakableException : Exception
    {
        public override string Message => throw new FaultException("Message threw");

        public override string? StackTrace => throw new FaultException("StackTrace threw");

        public override string ToString() => throw new FaultException("ToString threw");
    }
}

/// <summary>Throws at one op, counted from 1, and works before and after it.</summary>
[Workload("fault.throw-at")]
public sealed class ThrowAt
{
    private readonly long at;
    private long calls;

    /// <param name="at">The op that throws, at least 1.</param>
    public ThrowAt(long at = 1_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, 1);
        this.at = at;
    }

    [Operation]
    public long Call() => ++calls == at ? throw new FaultException($"op {at}") : calls;
}

/// <summary>Throws in its constructor.</summary>
[Workload("fault.construct")]
public sealed class ThrowInConstructor
{
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    public ThrowInConstructor(TimeSpan? after = null)
    {
        Pause.Before(after);
        throw new FaultException("constructor");
    }

    [Operation]
    public void Call()
    {
    }
}

/// <summary>Throws in its type initialiser.</summary>
[Workload("fault.static-constructor")]
public sealed class ThrowInTypeInitialiser
{
    private static readonly int Never = Fail();

    [Operation]
    public int Call() => Never;

    private static int Fail() => throw new FaultException("type initialiser");
}

/// <summary>Throws when it is disposed.</summary>
/// <param name="after">Wait so long first, in Dispose; 300 ms by default.</param>
[Workload("fault.dispose")]
public sealed class ThrowInDispose(TimeSpan? after = null) : IDisposable
{
    [Operation]
    public void Call()
    {
    }

    public void Dispose()
    {
        Pause.Before(after);
        throw new FaultException("Dispose");
    }
}

/// <summary>Works, but its check fails.</summary>
/// <param name="throws">Fail by throwing, not by returning false.</param>
/// <param name="after">Wait so long first, in the check; 300 ms by default.</param>
[Workload("fault.check")]
public sealed class FailCheck(bool throws = true, TimeSpan? after = null)
{
    [Operation]
    public void Call()
    {
    }

    [Check]
    public bool Holds()
    {
        Pause.Before(after);
        return throws ? throw new FaultException("the invariant does not hold") : false;
    }
}
