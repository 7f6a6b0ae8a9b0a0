using CsCheck;
using Threadmill.Engine.Topology;

namespace Engine.Tests.Topology;

public sealed class CpuSetTests
{
    private static readonly Gen<HashSet<int>> Numbers = Gen.OneOf(Gen.Int[0, 12], Gen.Int[0, 2000]).HashSet[0, 60];

    [Theory]
    [InlineData("", "")]
    [InlineData("0", "0")]
    [InlineData("0-3,8", "0-3,8")]
    [InlineData("8,0-3", "0-3,8")]
    [InlineData("3,2,1,1", "1-3")]
    [InlineData("0-3,2-5", "0-5")]
    [InlineData("10-20:4", "10,14,18")]
    [InlineData(" 0 , 2 \n", "0,2")]
    [InlineData("1023,1199", "1023,1199")]
    public void The_kernels_list_form_is_read_and_written_in_order(string list, string written) => Assert.Equal(written, CpuSet.Parse(list).ToString());

    [Theory]
    [InlineData("a")]
    [InlineData("-")]
    [InlineData("-1")]
    [InlineData("3-1")]
    [InlineData("1-")]
    [InlineData("1-2-3")]
    [InlineData("0-8:0")]
    [InlineData("0-8:2:2")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("1048576")]
    [InlineData("99999999999")]
    public void What_is_no_list_is_refused_and_told(string list)
    {
        Assert.False(CpuSet.TryParse(list, out var set));
        Assert.Empty(set);
        Assert.Equal($"'{list}' is not a list of CPUs such as 0-3,6", Assert.Throws<FormatException>(() => CpuSet.Parse(list)).Message);
    }

    [Fact]
    public void Sets_are_read_back_as_they_are_written() => Numbers.Sample(numbers =>
    {
        var set = new CpuSet(numbers);
        Assert.Equal(set, CpuSet.Parse(set.ToString()));
        Assert.Equal(numbers.Order(), set);
        Assert.Equal(numbers.Count, set.Count);
        Assert.Equal(numbers.Count == 0 ? -1 : numbers.Max(), set.Highest);
    });

    [Fact]
    public void Written_ranges_neither_touch_nor_overlap() => Numbers.Sample(numbers =>
    {
        var ends = new CpuSet(numbers).ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split('-').Select(int.Parse).ToArray()).ToArray();
        for (var i = 1; i < ends.Length; i++)
            Assert.True(ends[i][0] > ends[i - 1][^1] + 1);
    });

    [Fact]
    public void Masks_hold_what_the_set_holds_and_grow_where_asked_for_too_little() => Gen.Select(Numbers, Gen.Int[0, 300]).Sample((numbers, bytes) =>
    {
        var mask = new CpuSet(numbers).ToMask(bytes);
        Assert.Equal(new CpuSet(numbers), CpuSet.FromMask(mask));
        Assert.True(mask.Length >= bytes);
    });

    [Fact]
    public void Sets_combine_as_sets_do() => Gen.Select(Numbers, Numbers).Sample((a, b) =>
    {
        var (x, y) = (new CpuSet(a), new CpuSet(b));
        Assert.Equal(a.Union(b).Order(), x.Union(y));
        Assert.Equal(a.Intersect(b).Order(), x.Intersect(y));
        Assert.Equal(a.Except(b).Order(), x.Except(y));
        Assert.Equal(a.IsSubsetOf(b), x.IsSubsetOf(y));
        Assert.All(a, cpu => Assert.True(x.Contains(cpu)));
        Assert.Equal(a.SetEquals(b), x.Equals(y));
        Assert.Equal(x.GetHashCode(), new CpuSet(a.Reverse()).GetHashCode());
    });

    [Fact]
    public void A_negative_number_is_no_CPU() => Assert.Throws<ArgumentOutOfRangeException>(() => new CpuSet([3, -1]));

    [Fact]
    public void Garbage_never_throws() => Gen.String[Gen.Char["0123456789-,: \na"], 0, 12].Sample(text => CpuSet.TryParse(text, out _) || true);
}
