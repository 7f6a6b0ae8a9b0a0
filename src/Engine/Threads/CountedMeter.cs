using Threadmill.Engine.Metering;

namespace Threadmill.Engine.Threads;

/// <summary>What the process spent from where the first thread's counted part began to where the last one's ended: warm-up is not in it.</summary>
internal sealed class CountedMeter
{
    private readonly Lock gate = new();
    private ProcessMeter? began;
    private ProcessMeter? ended;

    /// <summary>Nothing, if nobody's counted part began.</summary>
    public ProcessMeter Used
    {
        get
        {
            var now = ProcessMeter.Read();
            lock (gate)
                return (ended ?? now) - (began ?? ended ?? now);
        }
    }

    public void Begins()
    {
        lock (gate)
            began ??= ProcessMeter.Read();
    }

    public void Ends()
    {
        lock (gate)
            ended = ProcessMeter.Read();
    }
}
