using System.IO.Pipes;

namespace Threadmill.Plugins.Fault;

/// <summary>Ways never to come back.</summary>
public static class Hangs
{
    /// <summary>Runs in a loop for ever, deaf to every request to stop.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.spin")]
    public static long Spin(TimeSpan? after = null)
    {
        Pause.Before(after);
        for (long i = 0; ; i++)
        {
            if (i == long.MaxValue)
                return i;
        }
    }

    /// <summary>Sleeps for ever; an interrupt wakes it.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.hang")]
    public static void Hang(TimeSpan? after = null)
    {
        Pause.Before(after);
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Sleeps for ever and swallows every interrupt.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.swallow")]
    public static void Swallow(TimeSpan? after = null)
    {
        Pause.Before(after);
        while (true)
        {
            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                // That is the fault.
            }
        }
    }

    /// <summary>Blocks in a native read that nobody answers.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.blocked-read")]
    public static int BlockedRead(TimeSpan? after = null)
    {
        Pause.Before(after);
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        return pipe.ReadByte();
    }
}
