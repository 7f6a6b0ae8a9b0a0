using Threadmill;
using Threadmill.Plugins.Io;

namespace Plugins.Tests.Io;

/// <summary>Writing, reading and walking.</summary>
public sealed class FileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("threadmill-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, 512, false, false)]
    [InlineData(2, 4096, true, true)]
    [InlineData(64, 8, false, true)]
    [InlineData(256, 4096, false, false)]
    public void What_is_written_is_in_the_file_and_every_file_is_gone_at_the_end(int threads, int block, bool fsync, bool random)
    {
        using var crew = new Crew().Add(threads, me => new FileWrite(me, block, 16 * block, fsync, random, folder), thread =>
        {
            Assert.Equal(block, thread.Write());
            thread.TheFileHoldsWhatWasWritten();
        }, ops: 20).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(block, crew.Metrics["bytes"]);
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_file_has_its_size_before_the_first_call_and_keeps_it()
    {
        using var thread = new FileWrite(new WorkloadThread(), block: 1000, size: 203_500, folder: folder);
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(203_000, thread.FileBytes);
            thread.TheFileHoldsWhatWasWritten();
            thread.Write();
        }
        thread.TheFileHoldsWhatWasWritten();
    }

    [Fact]
    public void A_stop_ends_the_laying_out_of_a_file_and_leaves_none()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => new FileWrite(new WorkloadThread(stopToken: stop.Token), folder: folder));
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_block_that_does_not_hold_what_was_written_is_found()
    {
        using var thread = new FileWrite(new WorkloadThread(), block: 16, size: 64, folder: folder);
        for (int i = 0; i < 4; i++)
            thread.Write();
        using (var stranger = Assert.Single(folder.GetFiles()).Open(FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stranger.Position = 32;
            stranger.WriteByte(99);
        }
        Assert.Equal("block 2 holds write 99, and write 3 was the last", Assert.Throws<InvalidOperationException>(thread.TheFileHoldsWhatWasWritten).Message);
    }

    [Theory]
    [InlineData(1, 4096, false)]
    [InlineData(64, 8, true)]
    [InlineData(256, 64, true)]
    public void Every_thread_reads_blocks_of_a_file_of_its_own(int threads, int block, bool random)
    {
        using var crew = new Crew().Add(threads, me => new FileRead(me, block: block, size: 10 * block, random: random), thread => Assert.InRange(thread.Read(), 0, 9), ops: 25).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(block, crew.Metrics["bytes"]);
    }

    [Fact]
    public void Blocks_come_in_order_and_then_from_the_start_or_by_the_seed()
    {
        using var ordered = new FileRead(new WorkloadThread(), block: 8, size: 24);
        Assert.Equal([0, 1, 2, 0, 1], Enumerable.Range(0, 5).Select(_ => ordered.Read()));
        using var one = new FileRead(new WorkloadThread(seed: 3), block: 8, size: 8000, random: true);
        using var same = new FileRead(new WorkloadThread(seed: 3), block: 8, size: 8000, random: true);
        var order = Enumerable.Range(0, 50).Select(_ => one.Read()).ToList();
        Assert.Equal(order, Enumerable.Range(0, 50).Select(_ => same.Read()));
        Assert.True(order.Distinct().Count() > 40);
    }

    [Fact]
    public void A_given_file_is_read_and_left_alone()
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "given"));
        File.WriteAllBytes(file.FullName, [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 99]);
        using (var thread = new FileRead(new WorkloadThread(), file, block: 8))
            Assert.Equal([1, 2, 1], Enumerable.Range(0, 3).Select(_ => thread.Read()));
        Assert.Equal(17, new FileInfo(file.FullName).Length);
        Assert.Throws<ArgumentException>(() => new FileRead(new WorkloadThread(), file, block: 64));
    }

    [Fact]
    public void Reading_and_writing_allocate_nothing()
    {
        using var writer = new FileWrite(new WorkloadThread(), size: 1 << 16, folder: folder);
        using var reader = new FileRead(new WorkloadThread(), size: 1 << 16);
        Assert.InRange(Crew.AllocatedPerCall(() => writer.Write(), calls: 200), 0, 0.99);
        Assert.InRange(Crew.AllocatedPerCall(() => reader.Read(), calls: 200), 0, 0.99);
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 30, 3)]
    [InlineData(64, 5, 1)]
    public void A_walk_sees_every_entry_of_the_tree_that_was_made(int threads, int folders, int files)
    {
        string root;
        using (var tree = new Tree(null, folders, files))
        {
            root = tree.Root.FullName;
            Assert.Equal(folders + (folders * files), tree.Root.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Count());
            using var crew = new Crew().Add(threads, me => new Walk(tree, me), walk => Assert.Equal(folders + (folders * files), walk.All()), ops: 3).Run();
            Assert.Empty(crew.Failures);
        }
        Assert.False(Directory.Exists(root));
    }

    [Fact]
    public void A_given_folder_is_walked_with_its_lengths_and_kept()
    {
        File.WriteAllText(Path.Combine(folder.CreateSubdirectory("a/b").FullName, ".hidden"), "12345");
        File.WriteAllText(Path.Combine(folder.FullName, "c"), "678");
        using (var tree = new Tree(folder))
        {
            var walk = new Walk(tree, new WorkloadThread(), lengths: true);
            Assert.Equal(4, walk.All());
            Assert.Equal(8, walk.Bytes);
        }
        folder.Refresh();
        Assert.True(folder.Exists);
    }

    [Fact]
    public void An_entry_that_is_missing_is_found()
    {
        using var tree = new Tree(null, folders: 2, files: 1);
        tree.Root.GetFiles("*", SearchOption.AllDirectories)[0].Delete();
        Assert.Equal("3 entries were seen, and the tree has 4", Assert.Throws<InvalidOperationException>(() => new Walk(tree, new WorkloadThread()).All()).Message);
    }
}
