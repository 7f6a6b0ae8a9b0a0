using Threadmill.Engine.Threads;
using Xunit;

namespace Engine.Tests.Threads;

public sealed class ThreadMarkTests
{
    [Theory]
    [InlineData("   at DynamicClass.thread 0(System.Action)", 0)]
    [InlineData("   at DynamicClass.thread 31(System.Action)", 31)]
    [InlineData("   at DynamicClass.call Get(CallFrame)", null)]
    [InlineData("   at DynamicClass.thread x(System.Action)", null)]
    [InlineData("", null)]
    public void A_line_of_a_stack_tells_whose_it_is(string line, int? index) => Assert.Equal(index, ThreadMark.IndexIn(line));
}
