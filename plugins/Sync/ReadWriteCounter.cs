using System.Globalization;

namespace Threadmill.Plugins.Sync;

/// <summary>Guarded by a <see cref="ReaderWriterLockSlim"/>; readers look whether a writer is inside with them.</summary>
public sealed class ReadWriteCounter : Counter, IDisposable
{
    internal readonly ReaderWriterLockSlim Gate = new(LockRecursionPolicy.NoRecursion);
    private Padded mirror;
    private long badReads;

    internal void Mirror() => mirror.Value = Value;

    internal long Read()
    {
        long read = Value;
        if (mirror.Value != read)
            Interlocked.Increment(ref badReads);
        return read;
    }

    /// <summary>No reader has met a writer.</summary>
    [Check]
    public void NoReaderMetAWriter()
    {
        if (badReads > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{badReads} reads saw a half-done write"));
    }

    public void Dispose() => Gate.Dispose();
}
