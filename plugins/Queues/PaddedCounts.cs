namespace Threadmill.Plugins.Queues;

/// <summary>Numbers that one thread keeps, 128 bytes away from whatever the heap puts beside them.</summary>
internal sealed class PaddedCounts(int count)
{
    private const int Margin = 128 / sizeof(long);
    private readonly long[] counts = new long[count + 2 * Margin];

    public ref long this[int index] => ref counts[index + Margin];

    public int Count => counts.Length - 2 * Margin;
}
