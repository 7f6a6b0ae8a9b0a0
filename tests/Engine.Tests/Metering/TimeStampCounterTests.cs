using Threadmill.Engine.Metering;
using Xunit;

namespace Engine.Tests.Metering;

public sealed class TimeStampCounterTests
{
    [Fact]
    public void Calibrations_agree_however_busy_the_machine_is()
    {
        if (TimeStampCounter.WhyNotTrusted is not null)
            return;
        var found = Enumerable.Range(0, 20).Select(_ => (double)TimeStampCounter.Calibrate()).ToArray();
        Assert.InRange(found.Max() / found.Min(), 1, 1.001);
    }
}
