using System.Globalization;

namespace Engine.Tests;

/// <summary>Machines as their kernels describe them, written into a folder as sysfs and procfs would stand there.</summary>
public sealed class Recorded : IDisposable
{
    public string Root { get; } = Scratch.New("machine");

    /// <summary>One CPU that tells nothing but its number.</summary>
    public static Recorded OneCpu() => new Recorded().File("sys/devices/system/cpu/online", "0").File("sys/devices/system/cpu/possible", "0");

    /// <summary>Four cores with two threads each, numbered as Intel does: 0-3 first threads, 4-7 second ones.</summary>
    public static Recorded Desktop()
    {
        var machine = new Recorded().Online("0-7");
        for (var cpu = 0; cpu < 8; cpu++)
            machine.Cpu(cpu, package: 0, core: cpu % 4, lastCache: "0-7");
        return machine;
    }

    /// <summary>Two performance cores with two threads each and four efficient ones.</summary>
    public static Recorded Hybrid()
    {
        var machine = new Recorded().Online("0-7").File("sys/devices/cpu_core/cpus", "0-3").File("sys/devices/cpu_atom/cpus", "4-7");
        for (var cpu = 0; cpu < 8; cpu++)
            machine.Cpu(cpu, package: 0, core: cpu < 4 ? cpu / 2 * 4 : 4 + cpu, lastCache: "0-7");
        return machine;
    }

    /// <summary>Two sockets with two NUMA nodes each, eight CPUs a node, every sixth CPU offline: the numbers have gaps.</summary>
    public static Recorded Server()
    {
        var online = Enumerable.Range(0, 32).Where(c => c % 6 != 5).ToArray();
        var machine = new Recorded().Online(string.Join(',', online));
        foreach (var cpu in online)
            machine.Cpu(cpu, package: cpu / 16, core: cpu % 16, lastCache: $"{cpu / 8 * 8}-{(cpu / 8 * 8) + 7}");
        for (var node = 0; node < 4; node++)
            machine.File($"sys/devices/system/node/node{node}/cpulist", $"{node * 8}-{(node * 8) + 7}");
        return machine;
    }

    /// <summary>So many single-threaded cores, 64 to a socket.</summary>
    public static Recorded Large(int cpus)
    {
        var machine = new Recorded().Online($"0-{cpus - 1}");
        for (var cpu = 0; cpu < cpus; cpu++)
            machine.Cpu(cpu, package: cpu / 64, core: cpu % 64, lastCache: $"{cpu / 8 * 8}-{(cpu / 8 * 8) + 7}");
        return machine;
    }

    public Recorded File(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllText(file, text + "\n");
        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private Recorded Online(string list) => File("sys/devices/system/cpu/online", list).File("sys/devices/system/cpu/possible", list);

    private void Cpu(int cpu, int package, int core, string lastCache)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"sys/devices/system/cpu/cpu{cpu}");
        File($"{folder}/topology/physical_package_id", $"{package}");
        File($"{folder}/topology/core_id", $"{core}");
        File($"{folder}/cache/index0/level", "1").File($"{folder}/cache/index0/type", "Data").File($"{folder}/cache/index0/size", "32K").File($"{folder}/cache/index0/shared_cpu_list", $"{cpu}");
        File($"{folder}/cache/index3/level", "3").File($"{folder}/cache/index3/type", "Unified").File($"{folder}/cache/index3/size", "32768K").File($"{folder}/cache/index3/shared_cpu_list", lastCache);
    }
}
