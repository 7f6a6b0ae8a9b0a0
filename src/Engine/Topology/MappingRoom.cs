using System.Globalization;

namespace Threadmill.Engine.Topology;

/// <summary>
/// How many threads a process has room for. Linux limits the memory mappings of a process (<c>vm.max_map_count</c>), and a
/// thread takes four: stack, its guard, the runtime's alternate stack and its guard. The runtime does not outlive the first
/// mapping that it is refused, so the limit must not be met.
/// </summary>
public static class MappingRoom
{
    private const int PerThread = 4;

    /// <summary>What the process itself needs while it runs: compiled code, heaps, files.</summary>
    private const int Reserve = 4_000;

    /// <summary>The limit and how many more threads it has room for; null: no such limit is known.</summary>
    public static (int Limit, int Threads)? Read(string proc = "/proc")
    {
        try
        {
            var limit = int.Parse(File.ReadAllText($"{proc}/sys/vm/max_map_count"), CultureInfo.InvariantCulture);
            var used = File.ReadLines($"{proc}/self/maps").Count();
            return (limit, Math.Max((limit - used - Reserve) / PerThread, 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
