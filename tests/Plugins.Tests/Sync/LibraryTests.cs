using Threadmill;
using Threadmill.Plugins.Sync;

namespace Plugins.Tests.Sync;

public sealed class LibraryTests
{
    [Theory]
    [InlineData(Preference.Fair, 1, 500)]
    [InlineData(Preference.Fair, 2, 500)]
    [InlineData(Preference.Fair, 64, 50)]
    [InlineData(Preference.Readers, 2, 500)]
    [InlineData(Preference.Readers, 64, 50)]
    [InlineData(Preference.Writers, 2, 500)]
    [InlineData(Preference.Writers, 64, 50)]
    public void No_read_is_torn(Preference preference, int threads, int ops)
    {
        using var library = new Library(preference);
        using var crew = new Crew()
            .Add(threads, me => new ReaderWriter(library, me, writes: 0.3, hold: TimeSpan.FromMicroseconds(1)), thread => thread.ReadOrWrite(), ops)
            .Run();
        Assert.Empty(crew.Failures);
        Crew.Check(library);
    }

    [Theory]
    [InlineData(Preference.Fair)]
    [InlineData(Preference.Readers)]
    [InlineData(Preference.Writers)]
    public void Stopped_in_the_middle_readers_and_writers_end_even_those_who_starve(Preference preference)
    {
        using var library = new Library(preference);
        bool isWriterFirst = preference == Preference.Readers;
        using var crew = new Crew()
            .Add(32, me => new ReaderWriter(library, me, writes: 0, hold: TimeSpan.FromMicroseconds(5)), thread => thread.ReadOrWrite(), isWriterFirst ? 100 : long.MaxValue)
            .Add(32, me => new ReaderWriter(library, me, writes: 1, hold: TimeSpan.FromMicroseconds(5)), thread => thread.ReadOrWrite(), isWriterFirst ? long.MaxValue : 100)
            .Run(firstDoneStopsAll: true);
        Assert.Empty(crew.Failures);
        Crew.Check(library);
    }

    [Fact]
    public void Every_write_makes_a_version_and_a_read_returns_the_last()
    {
        using var library = new Library();
        var writer = new ReaderWriter(library, new WorkloadThread(), writes: 1);
        var reader = new ReaderWriter(library, new WorkloadThread(), writes: 0);
        Assert.Equal(0, reader.ReadOrWrite());
        Assert.Equal(1, writer.ReadOrWrite());
        Assert.Equal(2, writer.ReadOrWrite());
        Assert.Equal(2, reader.ReadOrWrite());
    }

    [Theory]
    [InlineData(Preference.Fair)]
    [InlineData(Preference.Readers)]
    [InlineData(Preference.Writers)]
    public void A_read_or_a_write_allocates_nothing(Preference preference)
    {
        using var library = new Library(preference);
        var thread = new ReaderWriter(library, new WorkloadThread(), writes: 0.5);
        Assert.InRange(Crew.AllocatedPerCall(() => thread.ReadOrWrite()), 0, 0.99);
    }
}
