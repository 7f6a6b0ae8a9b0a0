using System.Globalization;
using System.IO.Enumeration;

namespace Threadmill.Plugins.Io;

/// <summary>Walks a folder with all that is below it, reading each name, and the length of each file if asked to.</summary>
/// <remarks>Symbolic links are not followed and folders that may not be read are passed over. Metric: <c>entries</c> of each walk.</remarks>
[Workload("io.walk")]
public sealed class Walk
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.None,
    };

    private readonly Tree tree;
    private readonly WorkloadThread me;
    private readonly bool lengths;

    /// <param name="lengths">Ask for the length of each file: on Unix a system call more for each.</param>
    public Walk([Shared] Tree tree, WorkloadThread me, bool lengths = false)
    {
        this.tree = tree;
        this.me = me;
        this.lengths = lengths;
    }

    /// <summary>The lengths of all files of the last walk, if they were asked for.</summary>
    internal long Bytes { get; private set; }

    /// <returns>Files and folders seen.</returns>
    [Operation]
    public long All()
    {
        long seen = 0, bytes = 0;
        foreach (long length in new FileSystemEnumerable<long>(tree.Root.FullName, Length, Everything)
        {
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        })
        {
            if ((++seen & 0xFF) == 0)
                me.StopToken.ThrowIfCancellationRequested();
            bytes += length;
        }
        if (tree.Expected is { } expected && seen != expected)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{seen} entries were seen, and the tree has {expected}"));
        Bytes = bytes;
        me.Report("entries", seen);
        return seen;
    }

    private long Length(ref FileSystemEntry entry) => lengths && !entry.IsDirectory ? entry.Length : 0;
}
