using Threadmill;
using Threadmill.Engine;
using Threadmill.Engine.Results;
using Threadmill.Testing;
using Xunit;

namespace Engine.Tests.Testing;

public sealed class WorkloadTestTests
{
    [Fact]
    public void A_method_is_called_once_per_thread_and_its_value_is_kept_as_an_object()
    {
        var result = WorkloadTest.Of(Sums.Add).Args(40).Kwarg("b", "2").Threads(2).Run().EnsurePassed();
        Assert.Equal([42, 42], result.Threads.Select(t => t.Returned));
        Assert.Equal(["Thread-1 (sum.add)", "Thread-2 (sum.add)"], result.Threads.Select(t => t.Name));
        Assert.Equal(2, result.Ops);
    }

    [Fact]
    public void Values_that_are_no_words_arrive_whole()
    {
        var result = WorkloadTest.Of(Sums.Of).Kwarg("values", new[] { 1, 2, 3 }).Kwarg("scale", 0.5).Kwarg("unit", "@x, y").Run().EnsurePassed();
        Assert.Equal("3@x, y", result.Threads[0].Returned);
    }

    [Fact]
    public void A_class_shares_its_state_within_the_group_and_is_checked_at_the_end()
    {
        var result = WorkloadTest.Of<Deposit>().Kwarg("start", 5).Kwarg("amount", 2).Threads(4).Ops(100).Run().EnsurePassed();
        var account = result.Shared<Account>();
        Assert.Equal(805, account.Balance);
        Assert.True(account.IsClosed);
        Assert.All(result.Threads, t => Assert.Equal((100, 100.0), (t.Ops, t.Metrics["deposits"].Sum)));
    }

    [Fact]
    public void A_failed_check_and_an_exception_are_objects_and_end_EnsurePassed()
    {
        var result = WorkloadTest.Of<Deposit>().Kwarg("amount", -1).Option("on-error", "continue").Ops(3).Run();
        Assert.Equal((1, Outcome.Completed), (result.ExitCode, result.Threads[0].Outcome));
        Assert.Equal([1L, 2L, 3L], result.Exceptions.Select(e => e.Op));
        Assert.All(result.Exceptions, e => Assert.Equal("amount", Assert.IsType<ArgumentOutOfRangeException>(e.Exception).ParamName));
        Assert.Equal("overdrawn", Assert.Single(WorkloadTest.Of<Deposit>().Kwarg("start", -9).Run().FailedChecks).Message);
        var failed = Assert.Throws<WorkloadFailedException>(() => result.EnsurePassed());
        Assert.Contains("3 × ArgumentOutOfRangeException in Operation", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_workloads_start_together_and_a_seed_makes_them_repeatable()
    {
        WorkloadTest Both(int seed) => WorkloadTest.Of<Draw>().Seed(seed).And(WorkloadTest.Of<Draw>()).And(WorkloadTest.Of(Sums.Add).Args(1, 1));
        object?[] Drawn(int seed) => [.. Both(seed).Run().EnsurePassed().Threads.Select(t => t.Returned)];
        Assert.Equal(Drawn(1), Drawn(1));
        Assert.NotEqual(Drawn(1), Drawn(2));
        Assert.Equal(2, Drawn(1)[2]);
    }

    [Fact]
    public void A_workload_that_waits_for_its_token_is_stopped()
    {
        var result = WorkloadTest.Of(Sums.Forever).Timeout(TimeSpan.FromMilliseconds(50)).Run();
        Assert.Equal((Outcome.TimedOut, 4), (result.Outcome, result.ExitCode));
    }

    [Fact]
    public void A_workload_is_found_by_the_name_that_users_type_and_mistakes_are_told_as_to_them()
    {
        Assert.Equal(3, WorkloadTest.Named("sum.add", typeof(Sums).Assembly).Args(1, 2).Run().Threads[0].Returned);
        Assert.Contains("has no workload 'sum.ad'; it has", Assert.Throws<ProblemException>(() => WorkloadTest.Named("sum.ad", typeof(Sums).Assembly)).Message, StringComparison.Ordinal);
        Assert.Equal("sum.add() missing 1 required argument: 'b'", Assert.Throws<ProblemException>(() => WorkloadTest.Of(Sums.Add).Args(1).Run()).Message);
        Assert.Equal("there is no option 'thread'; did you mean 'threads'?", Assert.Throws<ProblemException>(() => WorkloadTest.Of(Sums.Add).Option("thread", "2")).Message);
        Assert.Throws<ArgumentException>(() => WorkloadTest.Of((int a) => a));
    }
}

public static class Sums
{
    [Workload("sum.add")]
    public static int Add(int a, int b) => a + b;

    [Workload("sum.of")]
    public static string Of(int[] values, double scale, string unit) => FormattableString.Invariant($"{values.Sum() * scale}{unit}");

    [Workload("sum.forever")]
    public static void Forever(CancellationToken stop)
    {
        stop.WaitHandle.WaitOne();
        stop.ThrowIfCancellationRequested();
    }
}

public sealed class Account(int start = 0) : IDisposable
{
    private int balance = start;

    public int Balance => balance;

    public bool IsClosed { get; private set; }

    public int Add(int amount) => Interlocked.Add(ref balance, amount);

    [Check]
    public void IsNotOverdrawn()
    {
        if (balance < 0)
            throw new InvalidOperationException("overdrawn");
    }

    public void Dispose() => IsClosed = true;
}

[Workload]
public sealed class Deposit([Shared] Account account, WorkloadThread me, int amount = 1)
{
    [Operation]
    public int Add()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        me.Report("deposits", 1);
        return account.Add(amount);
    }
}

[Workload("draw")]
public sealed class Draw(WorkloadThread me)
{
    [Operation]
    public int Next() => me.Random.Next();
}
