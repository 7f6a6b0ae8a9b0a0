using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Threadmill.Plugins.Cores;
using Threadmill.Plugins.Memory;
using Threadmill.Plugins.Queues;
using Threadmill.Plugins.Sync;

namespace Plugins.Tests;

/// <summary>
/// What threads write all the time lies apart from all else, wherever the heap puts the objects: two threads that share no
/// number must not wait for one cache line, unless that is what the workload measures.
/// </summary>
public sealed class LayoutTests
{
    private const int Apart = 128; // prefetchers fetch lines in pairs

    [Theory]
    [InlineData(typeof(Court), "ball", "Turn")]
    [InlineData(typeof(PingPong), "counts", "Turns", "Awaited")]
    [InlineData(typeof(Relay), "stamp", "Value")]
    [InlineData(typeof(FalseSharing), "added", "Value")]
    [InlineData(typeof(RingCarrier), "puts", "Value")]
    [InlineData(typeof(RingCarrier), "takes", "Value")]
    [InlineData(typeof(Tally), "sums", "Count", "Fingerprints", "Misplaced", "Unsure")]
    [InlineData(typeof(Counter), "value", "Value")]
    [InlineData(typeof(ReadWriteCounter), "mirror", "Value")]
    [InlineData(typeof(Section), "updates", "Value")]
    [InlineData(typeof(TicketLock), "drawn", "Value")]
    [InlineData(typeof(TicketLock), "called", "Value")]
    public void A_word_that_threads_write_has_its_cache_lines_to_itself(Type owner, string field, params string[] words)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var padding = owner.GetField(field, Any)!;
        Assert.True(padding.FieldType.IsValueType);
        Assert.Equal(words.Order(), padding.FieldType.GetFields(Any).Select(f => f.Name).Order());
        foreach (string word in words)
        {
            long at = Offset(padding, padding.FieldType.GetField(word, Any)!);
            Assert.InRange(at, Apart, int.MaxValue);
            Assert.InRange(SizeOf(padding.FieldType) - at - sizeof(long), Apart, int.MaxValue);
        }
    }

    [Fact]
    public void Counts_of_two_consumers_lie_apart()
    {
        var counts = new PaddedCounts(3);
        Assert.Equal(2 * sizeof(long), Unsafe.ByteOffset(ref counts[0], ref counts[2]));
        var whole = (long[])typeof(PaddedCounts).GetField("counts", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(counts)!;
        Assert.Equal(Apart, Unsafe.ByteOffset(ref whole[0], ref counts[0]));
        Assert.Equal(Apart, Unsafe.ByteOffset(ref counts[2], ref whole[^1]));
    }

    /// <summary>Where the word lies in the padded number, by their addresses.</summary>
    private static long Offset(FieldInfo padding, FieldInfo word)
    {
        var method = new DynamicMethod("Offset", typeof(nint), [typeof(object)], padding.DeclaringType!.Module, skipVisibility: true);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldflda, padding);
        code.Emit(OpCodes.Ldflda, word);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldflda, padding);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Ret);
        var owner = padding.DeclaringType.IsAbstract ? typeof(RacyCounter) : padding.DeclaringType;
        return (nint)method.Invoke(null, [RuntimeHelpers.GetUninitializedObject(owner)])!;
    }

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
}
