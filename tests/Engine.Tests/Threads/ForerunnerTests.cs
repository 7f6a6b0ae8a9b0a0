using System.Diagnostics;
using Threadmill;
using Threadmill.Engine.Threads;
using Threadmill.Testing;
using Xunit;

namespace Engine.Tests.Threads;

public sealed class ForerunnerTests
{
    [Fact]
    public void Of_more_threads_than_cpus_one_warms_up_while_the_others_wait()
    {
        const int tries = 50;
        for (var i = 0; i < tries; i++)
        {
            var result = WorkloadTest.Of<PassDoor>().Threads(4 * Environment.ProcessorCount)
                .Option("warmup", "20ms").Option("duration", "1ms").Run().EnsurePassed();
            var door = result.Shared<Door>();
            if (door.FirstTook > TimeSpan.FromMilliseconds(25))
                continue; // on a busy machine: the others may have lost patience
            Assert.Equal(0, door.CameMeanwhile);
            return;
        }
    }

    [Fact]
    public void A_first_call_that_waits_for_the_others_calls_is_not_waited_for() =>
        WorkloadTest.Of<Meet>().Threads(4 * Environment.ProcessorCount).Option("warmup", "20ms").Option("duration", "1ms").Run().EnsurePassed();

    [Fact]
    public void Nor_is_a_later_one() =>
        WorkloadTest.Of<MeetLater>().Threads(4 * Environment.ProcessorCount)
            .Option("warmup", "20ms").Option("duration", "1ms").Option("timeout", "60s").Run().EnsurePassed();

    [Fact]
    public void One_thread_becomes_it_and_its_end_lets_the_others_go()
    {
        var forerunner = new Forerunner();
        Assert.True(forerunner.TryBecome());
        Assert.False(forerunner.TryBecome());
        forerunner.Called();
        forerunner.Done();
        forerunner.Await(() => false);
    }

    [Fact]
    public void A_stop_is_not_kept_waiting()
    {
        var forerunner = new Forerunner();
        forerunner.Called();
        forerunner.Await(() => true);
    }
}

public sealed class Door
{
    private int came;

    public TimeSpan FirstTook { get; private set; }

    public int CameMeanwhile { get; private set; }

    public void Pass()
    {
        if (Interlocked.Increment(ref came) > 1)
            return;
        var from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from) < TimeSpan.FromMilliseconds(10))
        {
        }
        CameMeanwhile = Volatile.Read(ref came) - 1;
        FirstTook = Stopwatch.GetElapsedTime(from);
    }
}

/// <summary>The first takes its time.</summary>
[Workload("forerunner.door")]
public sealed class PassDoor([Shared] Door door)
{
    [Operation]
    public void Pass() => door.Pass();
}

public sealed class Hall : IDisposable
{
    private readonly ManualResetEventSlim both = new();
    private int came;

    public void Meet(CancellationToken stop)
    {
        if (Interlocked.Increment(ref came) == 2)
            both.Set();
        both.Wait(stop);
    }

    public void Dispose() => both.Dispose();
}

/// <summary>Nobody's first call ends before another's has begun.</summary>
[Workload("forerunner.meet")]
public sealed class Meet([Shared] Hall hall, CancellationToken stop)
{
    [Operation]
    public void Wait() => hall.Meet(stop);
}

/// <summary>The first to call twice waits until another calls.</summary>
[Workload("forerunner.meet-later")]
public sealed class MeetLater([Shared] Hall hall, CancellationToken stop)
{
    private int calls;

    [Operation]
    public void Wait()
    {
        if (++calls == 2)
            hall.Meet(stop);
    }
}
