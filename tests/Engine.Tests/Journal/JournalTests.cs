using System.Collections.Immutable;
using CsCheck;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Metering;
using Xunit;

namespace Engine.Tests.Journal;

public sealed unsafe class JournalTests : IDisposable
{
    private readonly string folder = Scratch.New("journal");

    private string File => Path.Combine(folder, "test.journal");

    [Fact]
    public void What_was_written_is_read()
    {
        Write(threads: 3);
        var read = JournalReader.Read(File);
        Assert.Equal(3, read.Slots.Length);
        Assert.All(read.Slots, (s, i) =>
        {
            Assert.False(s.IsPartial);
            Assert.Equal(1000 + i, s.Slot.Ops);
            Assert.Equal(new[] { 3, 70 }, s.CpusSeen);
            Assert.Equal(100, s.Latency.Count);
            Assert.Equal(7.5, s.Metrics[0].Sum);
        });
        Assert.Equal(3, read.Exceptions.Length);
        Assert.Equal("boom 2", read.Exceptions[2].Thrown.Message);
        Assert.Empty(read.Diagnostics);
    }

    [Fact]
    public void Truncation_anywhere_is_told_and_gives_no_wrong_number()
    {
        Write(threads: 2);
        var whole = System.IO.File.ReadAllBytes(File);
        var layout = new JournalLayout(JournalReader.Read(File).Shape);
        Gen.Long[0, whole.Length - 1].Sample(length =>
        {
            var cut = Path.Combine(folder, $"{Guid.NewGuid():N}.journal");
            System.IO.File.WriteAllBytes(cut, whole[..(int)length]);
            try
            {
                var read = JournalReader.Read(cut);
                Assert.NotEmpty(read.Diagnostics);
                Assert.All(read.Slots, (s, i) => Assert.True(s.IsPartial || s.Slot.Ops == 0 || s.Slot.Ops == 1000 + i));
                Assert.All(read.Exceptions, e => Assert.StartsWith("boom ", e.Thrown.Message, StringComparison.Ordinal));
            }
            catch (InvalidDataException)
            {
                Assert.True(length < JournalLayout.HeaderBytes);
            }
            finally
            {
                System.IO.File.Delete(cut);
            }
        }, iter: 60, threads: 1);
    }

    [Fact]
    public void A_flipped_bit_in_a_sealed_part_or_a_record_is_told()
    {
        Write(threads: 2);
        var whole = System.IO.File.ReadAllBytes(File);
        var layout = new JournalLayout(JournalReader.Read(File).Shape);
        var places = Gen.OneOf(
            Gen.Long[layout.RegionOffset(0), layout.RegionOffset(0) + ThreadSlot.CrcOffset - 1],
            Gen.Long[layout.RegionOffset(1), layout.RegionOffset(1) + ThreadSlot.CrcOffset - 1],
            Gen.Long[layout.LogOffset + 4, layout.LogOffset + 55],
            Gen.Long[0, 66]);
        Gen.Select(places, Gen.Int[0, 7]).Sample((place, bit) =>
        {
            var damaged = (byte[])whole.Clone();
            damaged[place] ^= (byte)(1 << bit);
            var file = Path.Combine(folder, $"{Guid.NewGuid():N}.journal");
            System.IO.File.WriteAllBytes(file, damaged);
            try
            {
                var read = JournalReader.Read(file);
                Assert.NotEmpty(read.Diagnostics);
            }
            catch (InvalidDataException)
            {
                Assert.True(place < JournalLayout.HeaderBytes);
            }
            finally
            {
                System.IO.File.Delete(file);
            }
        }, iter: 100, threads: 1);
    }

    [Fact]
    public void A_flipped_bit_in_anything_of_a_sealed_thread_is_told()
    {
        Write(threads: 2);
        var whole = System.IO.File.ReadAllBytes(File);
        var layout = new JournalLayout(JournalReader.Read(File).Shape);
        var places = Gen.OneOf(
            Gen.Long[layout.RegionOffset(1), layout.RegionOffset(1) + ThreadSlot.CrcOffset - 1],
            Gen.Long[layout.RegionOffset(1) + ThreadSlot.ByteSize, layout.RegionOffset(1) + layout.RegionBytes - 1],
            Gen.Long[layout.HistogramOffset(1, 0), layout.HistogramOffset(1, 0) + layout.HistogramBytes - 1]);
        Gen.Select(places, Gen.Int[0, 7]).Sample((place, bit) =>
        {
            var damaged = (byte[])whole.Clone();
            damaged[place] ^= (byte)(1 << bit);
            var file = Path.Combine(folder, $"{Guid.NewGuid():N}.journal");
            System.IO.File.WriteAllBytes(file, damaged);
            var read = JournalReader.Read(file);
            System.IO.File.Delete(file);
            Assert.Contains(read.Diagnostics, d => d.Message.Contains("thread 1 are damaged", StringComparison.Ordinal));
            Assert.True(read.Slots[1].IsPartial);
            Assert.False(read.Slots[0].IsPartial);
        }, iter: 200, threads: 1);
    }

    /// <summary>Also where the damage makes it say that the thread was never started.</summary>
    [Fact]
    public void A_sealed_thread_whose_state_is_damaged_is_partial_whatever_it_says()
    {
        Write(threads: 2);
        var whole = System.IO.File.ReadAllBytes(File);
        var place = new JournalLayout(JournalReader.Read(File).Shape).RegionOffset(1);
        for (var state = 0; state < 256; state++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[place] = (byte)state;
            System.IO.File.WriteAllBytes(File, damaged);
            Assert.Equal(state != whole[place], JournalReader.Read(File).Slots[1].IsPartial);
        }
    }

    [Fact]
    public void A_slot_that_was_never_sealed_is_partial_and_checked_by_its_sums()
    {
        using (var journal = JournalWriter.Create(File, JournalShape.For(2, false, 8)))
        {
            for (var t = 0; t < 2; t++)
            {
                (journal.Slot(t)->State, journal.Slot(t)->SamplingEvery, journal.Slot(t)->CountedFromNs) = (ThreadPhase.Running, 1, 1);
                for (var v = 0; v < 100; v++)
                    Histogram.Record(journal.Latency(t), v * 1000);
            }
            journal.Slot(0)->Ops = 99; // killed between the two stores
            journal.Slot(1)->Ops = 50;
        }
        var read = JournalReader.Read(File);
        Assert.All(read.Slots, s => Assert.True(s.IsPartial));
        Assert.Contains("thread 1 do not fit each other: 50 ops, 100 times", Assert.Single(read.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_file_is_refused_by_what_it_is()
    {
        System.IO.File.WriteAllText(File, new string('x', 10_000));
        Assert.Contains("not a journal", Assert.Throws<InvalidDataException>(() => JournalReader.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Eight_threads_append_at_once_and_lose_nothing()
    {
        using (var journal = JournalWriter.Create(File, JournalShape.For(1, false, 8)))
        {
            Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, t =>
            {
                for (var i = 0; i < 500; i++)
                    journal.Append(new ReturnedFacts(t, $"{i}"));
            });
        }
        var read = JournalReader.Read(File);
        Assert.Equal(4000, read.Returned.Length);
        Assert.All(read.Returned.GroupBy(r => r.Thread), g => Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), g.Select(r => r.Value)));
    }

    [Fact]
    public void A_full_log_counts_what_it_drops()
    {
        using (var journal = JournalWriter.Create(File, new JournalShape(1, 1, 8, 1, 2, 10_000)))
        {
            for (var i = 0; i < 1000; i++)
                journal.Append(new ReturnedFacts(0, "some text of some length"));
        }
        Assert.Contains(JournalReader.Read(File).Diagnostics, d => d.Message.Contains("records were dropped", StringComparison.Ordinal));
    }

    [Fact]
    public void However_much_is_thrown_there_is_room_for_how_the_run_ended()
    {
        using (var journal = JournalWriter.Create(File, JournalShape.For(1, false, 8)))
        {
            // Long ones, then short ones into what these leave.
            for (var i = 0; i < 2000; i++)
                journal.Append(new ExceptionFacts { Thread = 0, Group = "main", Cell = 0, Phase = FailurePhase.Operation, Op = 1, Running = 1, Thrown = new("E", new string('x', i < 1000 ? 30_000 : 1), null, []) });
            journal.Append(new WorkerExitFacts(7, ["main"], null, 9, null, null, 1));
        }
        var read = JournalReader.Read(File);
        Assert.Equal(9, Assert.Single(read.WorkerExits).Signal);
        Assert.InRange(read.Exceptions.Length, 50, 1999);
        Assert.Equal($"the journal's log was full: {2000 - read.Exceptions.Length} records were dropped", Assert.Single(read.Diagnostics).Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(int threads)
    {
        using var journal = JournalWriter.Create(File, JournalShape.For(threads, false, 128));
        for (var i = 0; i < threads; i++)
        {
            journal.Slot(i)->State = ThreadPhase.Ended;
            journal.Slot(i)->Ops = 1000 + i;
            journal.SeeCpu(i, 3);
            journal.SeeCpu(i, 70);
            journal.Metric(i, 0)->Add(7.5);
            for (var v = 0; v < 100; v++)
                Histogram.Record(journal.Latency(i), v * 1000);
            journal.Append(new ExceptionFacts { Thread = i, Group = "main", Cell = 0, Phase = FailurePhase.Operation, Op = 1, Running = 1, Thrown = new("E", $"boom {i}", null, []) });
            journal.Seal(i);
        }
    }
}
