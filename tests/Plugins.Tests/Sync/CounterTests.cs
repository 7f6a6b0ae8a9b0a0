using Threadmill;
using Threadmill.Plugins.Sync;

namespace Plugins.Tests.Sync;

public sealed class CounterTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromMicroseconds(1);

    [Fact]
    public void Racy_increments_get_lost_and_the_check_says_how_many()
    {
        const int Threads = 2;
        for (int attempt = 0; attempt < 200; attempt++)
        {
            var counter = new RacyCounter();
            using var crew = new Crew().Add(Threads, _ => new Racy(counter, increments: 100, hold: Hold), racy => racy.Increment(), ops: 50).Run();
            Assert.Empty(crew.Failures);
            var verdict = Record.Exception(() => Crew.Check(counter));
            if (verdict is null)
                continue;
            Assert.Matches(@"^\d+ of 10000 updates were lost \(\d+(\.\d+)? %\)$", verdict.Message);
            return;
        }
        Assert.Fail("no update was lost in 200 attempts");
    }

    [Fact]
    public void Alone_even_a_racy_thread_loses_nothing()
    {
        var counter = new RacyCounter();
        new Crew().Add(1, _ => new Racy(counter, increments: 3), racy => racy.Increment(), ops: 1000).Run();
        Crew.Check(counter);
        Assert.Equal(3000, counter.Value);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public void A_guarded_counter_loses_nothing(string kind, int threads)
    {
        int ops = threads == 2 ? 20_000 : 300;
        Run(kind, threads, ops, hold: default, out var counter);
        Crew.Check(counter);
        Assert.Equal((long)threads * ops, counter.Value);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public void Stopped_in_the_middle_nothing_is_lost_either(string kind, int threads)
    {
        Run(kind, threads, ops: 200, Hold, out var counter, firstDoneStopsAll: true);
        Crew.Check(counter);
        Assert.InRange(counter.Value, 200, threads * 201L);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_increment_allocates_nothing(string kind)
    {
        var operation = Operation(kind, default, out _)(new WorkloadThread());
        Assert.InRange(Crew.AllocatedPerCall(() => operation()), 0, 0.99);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Called_once_it_increments_once(string kind)
    {
        var operation = Operation(kind, default, out var counter)(new WorkloadThread());
        Assert.Equal(1, operation());
        Assert.Equal(1, counter.Value);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(1.0, 2000)]
    public void The_write_share_of_a_reader_writer_lock_is_kept_at_its_ends(double writes, long expected)
    {
        using var counter = new ReadWriteCounter();
        new Crew().Add(2, me => new ReadWriteLocked(counter, me, writes), thread => thread.ReadOrIncrement(), ops: 1000).Run();
        Crew.Check(counter);
        Assert.Equal(expected, counter.Value);
    }

    [Fact]
    public void A_write_share_of_a_tenth_writes_a_tenth()
    {
        using var counter = new ReadWriteCounter();
        new Crew().Add(2, me => new ReadWriteLocked(counter, me, writes: 0.1), thread => thread.ReadOrIncrement(), ops: 10_000).Run();
        Crew.Check(counter);
        Assert.InRange(counter.Value, 1800, 2200);
    }

    [Fact]
    public void A_share_above_one_and_a_negative_time_are_refused()
    {
        using var counter = new ReadWriteCounter();
        Assert.Equal("writes", Assert.Throws<ArgumentOutOfRangeException>(() => new ReadWriteLocked(counter, new WorkloadThread(), writes: 1.5)).ParamName);
        Assert.Equal("writes", Assert.Throws<ArgumentOutOfRangeException>(() => new ReadWriteLocked(counter, new WorkloadThread(), double.NaN)).ParamName);
        Assert.Equal("hold", Assert.Throws<ArgumentOutOfRangeException>(() => new Monitored(new MonitorCounter(), TimeSpan.FromSeconds(-1))).ParamName);
    }

    [Fact]
    public void A_lock_that_does_not_lock_is_found_out()
    {
        var counter = new MonitorCounter();
        counter.Join(default, default).Increment();
        counter.Value--;
        Assert.Equal("1 of 1 updates were lost (100 %)", Assert.Throws<InvalidOperationException>(counter.NoUpdateIsLost).Message);
    }

    public static TheoryData<string> Kinds() =>
        ["interlocked", "cas", "monitor", "lock", "spin", "semaphore", "mutex", "ticket", "rwlock", "rlock monitor", "rlock lock", "rlock mutex"];

    public static TheoryData<string, int> Guarded()
    {
        var cases = new TheoryData<string, int>();
        foreach (string kind in Kinds())
        {
            cases.Add(kind, 2);
            cases.Add(kind, 64);
        }
        return cases;
    }

    private static void Run(string kind, int threads, int ops, TimeSpan hold, out Counter counter, bool firstDoneStopsAll = false)
    {
        var make = Operation(kind, hold, out counter);
        using var crew = new Crew().Add(threads, make, increment => increment(), ops).Run(firstDoneStopsAll);
        Assert.Empty(crew.Failures);
        (counter as IDisposable)?.Dispose();
    }

    private static Func<WorkloadThread, Func<long>> Operation(string kind, TimeSpan hold, out Counter counter)
    {
        switch (kind)
        {
            case "interlocked":
                var interlocked = new InterlockedCounter();
                counter = interlocked;
                return _ => new Interlocking(interlocked, hold).Increment;
            case "cas":
                var cas = new CasCounter();
                counter = cas;
                return _ => new CompareAndSwap(cas, hold).Increment;
            case "monitor":
                var monitor = new MonitorCounter();
                counter = monitor;
                return _ => new Monitored(monitor, hold).Increment;
            case "lock":
                var locked = new LockCounter();
                counter = locked;
                return _ => new Locked(locked, hold).Increment;
            case "spin":
                var spin = new SpinCounter();
                counter = spin;
                return _ => new Spinning(spin, hold).Increment;
            case "semaphore":
                var semaphore = new SemaphoreCounter();
                counter = semaphore;
                return me => new Semaphored(semaphore, me, hold).Increment;
            case "mutex":
                var mutex = new MutexCounter();
                counter = mutex;
                return _ => new Mutexed(mutex, hold).Increment;
            case "ticket":
                var ticket = new TicketCounter();
                counter = ticket;
                return _ => new Ticketed(ticket, hold).Increment;
            case "rwlock":
                var readWrite = new ReadWriteCounter();
                counter = readWrite;
                return me => new ReadWriteLocked(readWrite, me, writes: 1, hold).ReadOrIncrement;
            default:
                var reentrant = new ReentrantCounter(Enum.Parse<ReentrantKind>(kind.Split(' ')[1], ignoreCase: true));
                counter = reentrant;
                return _ => new Reentrant(reentrant, depth: 3, hold).Increment;
        }
    }
}
