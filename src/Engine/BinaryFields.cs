using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Threadmill.Engine;

/// <summary>
/// Fields of binary files as <see cref="BinaryWriter"/> writes them (little-endian, strings in UTF-8 with their length before
/// them), with a byte before what may be missing and a count before what repeats. Not JSON: reading and writing that would
/// compile a thousand methods at every start.
/// </summary>
internal static class BinaryFields
{
    public static void Time(this BinaryWriter w, DateTimeOffset time) => w.Write(time.UtcTicks);

    public static DateTimeOffset Time(this BinaryReader r) => new(r.ReadInt64(), TimeSpan.Zero);

    public static void Text(this BinaryWriter w, string? text)
    {
        w.Write(text is not null);
        if (text is not null)
            w.Write(text);
    }

    public static string? Text(this BinaryReader r) => r.ReadBoolean() ? r.ReadString() : null;

    public static void Number(this BinaryWriter w, long? number)
    {
        w.Write(number is not null);
        w.Write(number ?? 0);
    }

    public static long? Number(this BinaryReader r) => (r.ReadBoolean(), r.ReadInt64()) is (true, var number) ? number : null;

    public static void Real(this BinaryWriter w, double? number)
    {
        w.Write(number is not null);
        w.Write(number ?? 0);
    }

    public static double? Real(this BinaryReader r) => (r.ReadBoolean(), r.ReadDouble()) is (true, var number) ? number : null;

    public static void Pairs(this BinaryWriter w, ImmutableSortedDictionary<string, string> pairs)
    {
        w.Write(pairs.Count);
        foreach (var (key, value) in pairs)
        {
            w.Write(key);
            w.Write(value);
        }
    }

    public static ImmutableSortedDictionary<string, string> Pairs(this BinaryReader r)
    {
        var pairs = ImmutableSortedDictionary<string, string>.Empty;
        for (var left = r.ReadInt32(); left > 0; left--)
            pairs = pairs.Add(r.ReadString(), r.ReadString());
        return pairs;
    }

    public static void Texts(this BinaryWriter w, ImmutableArray<string> texts) => w.Many(texts, w.Write);

    public static ImmutableArray<string> Texts(this BinaryReader r) => r.Many(r.ReadString);

    public static void Numbers(this BinaryWriter w, ImmutableArray<int> numbers) => w.Many(numbers, w.Write);

    public static ImmutableArray<int> Numbers(this BinaryReader r) => r.Many(r.ReadInt32);

    public static void Many<T>(this BinaryWriter w, ImmutableArray<T> items, Action<T> write)
    {
        w.Write(items.Length);
        foreach (var item in items)
            write(item);
    }

    public static ImmutableArray<T> Many<T>(this BinaryReader r, Func<T> read)
    {
        var items = new T[r.ReadInt32()];
        for (var i = 0; i < items.Length; i++)
            items[i] = read();
        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }
}
