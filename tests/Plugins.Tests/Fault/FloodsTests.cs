using Threadmill.Plugins.Fault;

namespace Plugins.Tests.Fault;

public sealed class FloodsTests
{
    [Fact]
    public void Floods_stop_at_their_limit()
    {
        Assert.Equal(3, Floods.BigArrays(limit: 3, TimeSpan.Zero));
        Assert.Equal(1_000_000, Floods.SmallObjects(limit: 1, TimeSpan.Zero));
        Assert.Equal(2, Floods.NativeMemoryFlood(limit: 2, TimeSpan.Zero));
    }

    [Fact]
    public void A_leak_grows_by_what_each_call_keeps_on_any_number_of_threads()
    {
        var before = Floods.Leak(kilobytes: 1);
        using var crew = new Crew();
        crew.Add(16, _ => "", _ => Floods.Leak(kilobytes: 2), ops: 10).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(before + (16 * 10 * 2048) + 1024, Floods.Leak(kilobytes: 1));
        Assert.Equal("kilobytes", Assert.Throws<ArgumentOutOfRangeException>(() => Floods.Leak(0)).ParamName);
    }
}
