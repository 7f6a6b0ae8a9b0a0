using System.Collections;
using System.Globalization;
using System.Text;

namespace Threadmill.Engine.Topology;

/// <summary>An immutable set of logical CPU numbers of any size, equal by content, ascending.</summary>
public sealed class CpuSet : IReadOnlyCollection<int>, IEquatable<CpuSet>
{
    /// <summary>Ascending, each once.</summary>
    private readonly int[] cpus;

    public CpuSet(IEnumerable<int> cpus)
    {
        int[] given = [.. cpus];
        Array.Sort(given);
        if (given is [< 0, ..])
            throw new ArgumentOutOfRangeException(nameof(cpus), $"a CPU number is negative: {given[0]}");
        var count = 0;
        foreach (var cpu in given)
        {
            if (count == 0 || given[count - 1] != cpu)
                given[count++] = cpu;
        }
        this.cpus = given[..count];
    }

    public static CpuSet Empty { get; } = new([]);

    public int Count => cpus.Length;

    /// <summary>The highest number, -1 for the empty set.</summary>
    public int Highest => cpus.Length == 0 ? -1 : cpus[^1];

    public bool Contains(int cpu) => Array.BinarySearch(cpus, cpu) >= 0;

    public bool IsSubsetOf(CpuSet other) => Array.TrueForAll(cpus, other.Contains);

    public CpuSet Intersect(CpuSet other) => new(Array.FindAll(cpus, other.Contains));

    public CpuSet Union(CpuSet other) => new([.. cpus, .. other.cpus]);

    public CpuSet Except(CpuSet other) => new(Array.FindAll(cpus, c => !other.Contains(c)));

    /// <summary>Reads the kernel's list form: <c>0-3,8,10-20:2</c>; empty text is the empty set.</summary>
    /// <exception cref="FormatException">Not such a list.</exception>
    public static CpuSet Parse(string list) =>
        TryParse(list, out var set) ? set : throw new FormatException($"'{list}' is not a list of CPUs such as 0-3,6");

    public static bool TryParse(string list, out CpuSet set)
    {
        var cpus = new List<int>();
        set = Empty;
        foreach (var part in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var stride = part.Split(':');
            var ends = stride[0].Split('-');
            var step = 1;
            if (stride.Length > 2 || ends.Length > 2 || (stride.Length == 2 && !Number(stride[1], out step)) || step == 0
                || !Number(ends[0], out var first) || !Number(ends[^1], out var last) || last < first)
                return false;
            for (var cpu = first; cpu <= last; cpu += step)
                cpus.Add(cpu);
        }
        set = new(cpus);
        return true;
    }

    /// <summary>The set as bits, lowest CPU first, at least that many bytes.</summary>
    public byte[] ToMask(int bytes)
    {
        var mask = new byte[Math.Max(bytes, (Highest / 8) + 1)];
        foreach (var cpu in cpus)
            mask[cpu >> 3] |= (byte)(1 << (cpu & 7));
        return mask;
    }

    public static CpuSet FromMask(ReadOnlySpan<byte> mask)
    {
        var cpus = new List<int>();
        for (var cpu = 0; cpu < mask.Length * 8; cpu++)
        {
            if ((mask[cpu >> 3] & (1 << (cpu & 7))) != 0)
                cpus.Add(cpu);
        }
        return new(cpus);
    }

    public bool Equals(CpuSet? other) => other is not null && cpus.AsSpan().SequenceEqual(other.cpus);

    public override bool Equals(object? obj) => Equals(obj as CpuSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var cpu in cpus)
            hash.Add(cpu);
        return hash.ToHashCode();
    }

    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)cpus).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The kernel's list form, ranges where they are.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < cpus.Length; i++)
        {
            var first = cpus[i];
            while (i + 1 < cpus.Length && cpus[i + 1] == cpus[i] + 1)
                i++;
            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{first}");
            if (cpus[i] > first)
                text.Append(CultureInfo.InvariantCulture, $"-{cpus[i]}");
        }
        return text.ToString();
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < 1 << 20;
}
