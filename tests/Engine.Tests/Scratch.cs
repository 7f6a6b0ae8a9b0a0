namespace Engine.Tests;

/// <summary>A folder of a test's own, in memory where the machine has room there: thousands of small files are then no matter.</summary>
internal static class Scratch
{
    private const string Memory = "/dev/shm";
    private const long Room = 512L << 20;

    public static string New(string name)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(Memory) || new DriveInfo(Memory).AvailableFreeSpace < Room)
            return Directory.CreateTempSubdirectory($"threadmill-{name}-").FullName;
        return Directory.CreateDirectory(Path.Combine(Memory, $"threadmill-{name}-{Guid.NewGuid():N}")).FullName;
    }
}
