using System.Globalization;
using Threadmill.Engine.Metering;
using Xunit;

namespace Engine.Tests.Metering;

public sealed class MeterRoomTests
{
    [Fact]
    public void Room_for_many_meters_is_room_in_the_table_of_open_files_and_none_of_them_stays_open()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var wanted = Room() + 100;
        CpuMeter.MakeRoom(wanted);
        Assert.InRange(Room(), wanted, int.MaxValue);
        Assert.DoesNotContain(Directory.GetFiles("/proc/self/fd"), f => int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture) >= wanted);
    }

    private static int Room() => int.Parse(File.ReadLines("/proc/self/status").Single(l => l.StartsWith("FDSize:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);
}
