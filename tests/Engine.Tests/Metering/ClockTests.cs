using System.Numerics;
using CsCheck;
using Threadmill.Engine.Metering;
using Xunit;

namespace Engine.Tests.Metering;

public sealed class ClockTests
{
    [Fact]
    public void Ticks_of_any_frequency_become_exact_nanoseconds() =>
        Gen.Select(Gen.Long[0, 292L * 365 * 86_400 * 1_000_000], Gen.Long[1_000_000, 9_000_000_000]).Sample((ticks, perSecond) =>
            (BigInteger)ticks * 1_000_000_000 / perSecond is var exact && (exact > long.MaxValue || Clock.ToNs(ticks, perSecond) == (long)exact));
}
