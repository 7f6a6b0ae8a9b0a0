using Threadmill.Plugins.Fault;

namespace Plugins.Tests.Fault;

public sealed class ThrowsTests
{
    [Fact]
    public void It_throws_what_it_was_told_to_say() =>
        Assert.Equal("bang", Assert.Throws<FaultException>(() => Throws.Throw("bang")).Message);

    [Fact]
    public void Causes_lie_inside_each_other()
    {
        var outer = Assert.Throws<AggregateException>(() => Throws.Nested());
        Assert.Equal(2, outer.InnerExceptions.Count);
        Assert.Equal("root cause", outer.GetBaseException() is AggregateException ? outer.InnerException!.InnerException!.Message : "");
    }

    [Fact]
    public void The_chosen_op_throws_and_no_other()
    {
        var workload = new ThrowAt(at: 3);
        Assert.Equal(1, workload.Call());
        Assert.Equal(2, workload.Call());
        Assert.Equal("op 3", Assert.Throws<FaultException>(() => workload.Call()).Message);
        Assert.Equal(4, workload.Call());
        Assert.Equal("at", Assert.Throws<ArgumentOutOfRangeException>(() => new ThrowAt(0)).ParamName);
    }

    [Fact]
    public void Constructors_throw_and_initialisers_do() => Assert.Multiple(
        () => Assert.Equal("constructor", Assert.Throws<FaultException>(() => new ThrowInConstructor(TimeSpan.Zero)).Message),
        () => Assert.IsType<FaultException>(Assert.Throws<TypeInitializationException>(() => new ThrowInTypeInitialiser().Call()).InnerException));

    [Fact]
    public void Disposal_throws_after_calls_that_work()
    {
        var workload = new ThrowInDispose(TimeSpan.Zero);
        workload.Call();
        Assert.Equal("Dispose", Assert.Throws<FaultException>(workload.Dispose).Message);
    }

    [Fact]
    public void A_check_fails_either_way()
    {
        Assert.Throws<FaultException>(() => new FailCheck(throws: true, TimeSpan.Zero).Holds());
        Assert.False(new FailCheck(throws: false, TimeSpan.Zero).Holds());
    }

    [Fact]
    public async Task An_async_operation_throws_after_its_await()
    {
        var task = Throws.Async(TimeSpan.FromMilliseconds(50));
        Assert.Equal("thrown after an await", (await Assert.ThrowsAsync<FaultException>(() => task)).Message);
    }

    [Fact]
    public void A_message_may_throw_itself_or_be_huge()
    {
        var unspeakable = Record.Exception(() => Throws.Message(TimeSpan.Zero));
        Assert.Throws<FaultException>(() => unspeakable!.Message);
        Assert.Throws<FaultException>(() => unspeakable!.ToString());
        Assert.Equal(2_000_000, Assert.Throws<FaultException>(() => Throws.Huge(2, TimeSpan.Zero)).Message.Length);
        Assert.Equal("megabytes", Assert.Throws<ArgumentOutOfRangeException>(() => Throws.Huge(0)).ParamName);
    }

    [Fact]
    public void Many_threads_throw_one_huge_message()
    {
        var first = Assert.Throws<FaultException>(() => Throws.Huge(1, TimeSpan.Zero));
        var second = Assert.Throws<FaultException>(() => Throws.Huge(1, TimeSpan.Zero));
        Assert.NotSame(first, second);
        Assert.Same(first.Message, second.Message);
    }

    [Fact]
    public void A_negative_wait_is_refused() =>
        Assert.Equal("after", Assert.Throws<ArgumentOutOfRangeException>(() => Throws.Throw(after: TimeSpan.FromSeconds(-1))).ParamName);
}
