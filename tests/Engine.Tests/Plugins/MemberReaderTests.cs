using Threadmill.Engine.Plugins;
using Xunit;

namespace Engine.Tests.Plugins;

public sealed class MemberReaderTests
{
    [Fact]
    public void The_constants_of_a_type_that_is_no_enum_are_no_choices()
    {
        var paint = MemberReader.Read(typeof(Painted).Assembly.Location).Single(m => m.Name.EndsWith("Painted.With", StringComparison.Ordinal));
        Assert.Equal(["", "red|dark-blue"], paint.Parameters.Select(p => string.Join('|', p.Choices)));
    }

    public sealed class Painted
    {
        public const string Wood = "wood";

        public static string With(Painted what, Colour colour) => $"{what} {colour}";
    }

    public enum Colour
    {
        Red,
        DarkBlue,
    }
}
