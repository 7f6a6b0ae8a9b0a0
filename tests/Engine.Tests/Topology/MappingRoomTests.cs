using Threadmill.Engine.Topology;
using Xunit;

namespace Engine.Tests.Topology;

public sealed class MappingRoomTests : IDisposable
{
    private readonly string folder = Scratch.New("maps");

    [Fact]
    public void What_is_left_of_the_mappings_is_room_for_threads()
    {
        Write("65530\n", mappings: 530);
        Assert.Equal((65_530, 15_250), MappingRoom.Read(folder));
    }

    [Fact]
    public void A_limit_that_is_used_up_leaves_no_room()
    {
        Write("1000\n", mappings: 10);
        Assert.Equal((1000, 0), MappingRoom.Read(folder));
    }

    [Fact]
    public void Where_no_limit_is_told_none_is_known()
    {
        Assert.Null(MappingRoom.Read(Path.Combine(folder, "nowhere")));
        Write("garbage", mappings: 1);
        Assert.Null(MappingRoom.Read(folder));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string limit, int mappings)
    {
        Directory.CreateDirectory(Path.Combine(folder, "sys", "vm"));
        Directory.CreateDirectory(Path.Combine(folder, "self"));
        File.WriteAllText(Path.Combine(folder, "sys", "vm", "max_map_count"), limit);
        File.WriteAllLines(Path.Combine(folder, "self", "maps"), Enumerable.Repeat("7f00-7f01 r--p 0 00:00 0", mappings));
    }
}
