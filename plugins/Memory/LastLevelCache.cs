using System.Globalization;
using System.Runtime.InteropServices;

namespace Threadmill.Plugins.Memory;

/// <summary>The size of all last-level caches of the machine together, as the system tells it.</summary>
internal static unsafe partial class LastLevelCache
{
    private const long Unknown = 64L << 20;
    private const int RelationCache = 2;

    /// <summary>In bytes; 64 MiB where the system does not say.</summary>
    public static long TotalBytes { get; } = Ask() is > 0 and var bytes ? bytes : Unknown;

    private static long Ask() =>
        OperatingSystem.IsLinux() ? OfSysfs("/sys/devices/system/cpu")
        : OperatingSystem.IsMacOS() ? Math.Max(OfSysctl("hw.l3cachesize"), OfSysctl("hw.perflevel0.l2cachesize"))
        : OperatingSystem.IsWindows() ? OfWindows()
        : 0;

    /// <summary>Sums the caches of the highest level; a cache is listed under each of its CPUs, and counted once.</summary>
    internal static long OfSysfs(string folder)
    {
        var caches = new Dictionary<(int Level, string Cpus), long>();
        foreach (string cpu in Entries(folder, "cpu*"))
        {
            foreach (string index in Entries(Path.Combine(cpu, "cache"), "index*"))
            {
                if (int.TryParse(Text(index, "level"), NumberStyles.None, CultureInfo.InvariantCulture, out int level) && SizeOf(Text(index, "size")) is > 0 and var size)
                    caches[(level, Text(index, "shared_cpu_list"))] = size;
            }
        }
        if (caches.Count == 0)
            return 0;
        int last = caches.Keys.Max(cache => cache.Level);
        return caches.Where(cache => cache.Key.Level == last).Sum(cache => cache.Value);
    }

    private static string[] Entries(string folder, string pattern) => Directory.Exists(folder) ? Directory.GetDirectories(folder, pattern) : [];

    private static string Text(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }

    /// <summary>The kernel writes kibibytes, such as <c>32768K</c>.</summary>
    private static long SizeOf(string text) =>
        text.EndsWith('K') && long.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes << 10 : 0;

    private static long OfSysctl(string name)
    {
        long value = 0;
        nint length = sizeof(long);
        return SysctlByName(name, &value, &length, null, 0) == 0 ? value : 0;
    }

    /// <summary>Walks the records of GetLogicalProcessorInformationEx: relation, length, then level at 8 and size at 12.</summary>
    private static long OfWindows()
    {
        int length = 0;
        _ = GetLogicalProcessorInformationEx(RelationCache, null, &length);
        var records = new byte[length];
        fixed (byte* first = records)
        {
            if (GetLogicalProcessorInformationEx(RelationCache, first, &length) == 0)
                return 0;
            var sizes = new long[byte.MaxValue + 1];
            for (byte* record = first; record < first + length; record += *(int*)(record + 4))
                sizes[record[8]] += *(uint*)(record + 12);
            return sizes.LastOrDefault(size => size > 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysctlByName(string name, void* value, nint* length, void* newValue, nint newLength);

    [LibraryImport("kernel32")]
    private static partial int GetLogicalProcessorInformationEx(int relation, byte* buffer, int* length);
}
