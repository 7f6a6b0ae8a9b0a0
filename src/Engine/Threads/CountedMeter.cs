using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>What the process spent from where the first thread's counted part began to where the last one's ended: warm-up is not in it.</summary>
/// <remarks>Threads that begin together do not wait for each other here: one reads for all.</remarks>
internal sealed class CountedMeter
{
    private volatile ProcessMeter? began;
    private volatile ProcessMeter? ended;
    private int hasBegun;
    private int counting;

    /// <summary>Reads once, so that the reading that counts compiles nothing.</summary>
    public CountedMeter() => _ = ProcessMeter.Read() - ProcessMeter.Read();

    /// <summary>Nothing, if nobody's counted part began.</summary>
    public ProcessMeter Used
    {
        get
        {
            var now = ProcessMeter.Read();
            var to = Volatile.Read(ref counting) == 0 ? ended ?? now : now;
            return to - (began ?? to);
        }
    }

    public void Begins()
    {
        Interlocked.Increment(ref counting);
        if (Interlocked.Exchange(ref hasBegun, 1) == 0)
            began = ProcessMeter.Read();
    }

    public void Ends()
    {
        if (Interlocked.Decrement(ref counting) == 0)
            ended = ProcessMeter.Read();
    }
}
