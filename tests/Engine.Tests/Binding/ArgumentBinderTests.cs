using System.Collections.Immutable;
using System.Net;
using System.Numerics;
using CsCheck;
using Threadmill.Engine.Binding;
using Xunit;

namespace Engine.Tests.Binding;

public sealed class ArgumentBinderTests
{
    private static BoundArguments Bind(Delegate to, string[] positional, params (string, string)[] keyword) => ArgumentBinder.Bind(
        "f",
        [.. to.Method.GetParameters().Select(Parameter.From)],
        new Arguments([.. positional], [.. keyword.Select(k => new KeywordArgument(k.Item1, k.Item2))]));

    private static string Wrong(Delegate to, string[] positional, params (string, string)[] keyword) =>
        string.Join("; ", Bind(to, positional, keyword).Problems.Select(p => p.Message));

    private static void Two(int first, string second = "x")
    {
    }

    private static void Names(int maxSize, bool isOn = false)
    {
    }

    private static void Many(int first, params long[] rest)
    {
    }

    private static void Listed(params List<int> rest)
    {
    }

    private static void Enumerated(int first, params IEnumerable<string> rest)
    {
    }

    private static void Set(params HashSet<int> rest)
    {
    }

    private static void All(string first, IReadOnlyDictionary<string, string> kwargs)
    {
    }

    [Fact]
    public void Positional_words_bind_in_order_and_defaults_are_filled_in()
    {
        var bound = Bind(Two, ["7"]);
        Assert.Empty(bound.Problems);
        Assert.Equal([7, "x"], bound.Values);
        Assert.Equal("x", bound.Filled["second"]);
    }

    [Theory]
    [InlineData("maxSize")]
    [InlineData("max-size")]
    [InlineData("max_size")]
    [InlineData("MAXSIZE")]
    public void Keywords_ignore_case_and_separators(string name) => Assert.Equal(3, Bind(Names, [], (name, "3")).Values[0]);

    [Fact]
    public void Params_take_what_is_left_and_a_dictionary_the_other_keywords()
    {
        Assert.Equal([2L, 3L], (long[])Bind(Many, ["1", "2", "3"]).Values[1]!);
        Assert.Equal("2", ((IReadOnlyDictionary<string, string>)Bind(All, ["x"], ("a", "2")).Values[1]!)["a"]);
    }

    [Fact]
    public void Params_may_be_any_list_that_words_can_make()
    {
        Assert.Equal([1, 2], Assert.IsType<List<int>>(Bind(Listed, ["1", "2"]).Values[0]));
        Assert.Empty(Assert.IsType<List<int>>(Bind(Listed, []).Values[0]));
        Assert.Equal(["b", "c"], Assert.IsAssignableFrom<IEnumerable<string>>(Bind(Enumerated, ["1", "b", "c"]).Values[1]));
        Assert.Equal([1, 2], Assert.IsType<HashSet<int>>(Bind(Set, ["1", "2", "1"]).Values[0]));
        Assert.Contains("argument 'rest' must be an integer", Wrong(Listed, ["1", "x"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_in_Pythons_words_and_all_at_once()
    {
        Assert.Equal("f() missing 1 required argument: 'first'", Wrong(Two, []));
        Assert.Equal("f() takes from 1 to 2 positional arguments but 3 were given", Wrong(Two, ["1", "2", "3"]));
        Assert.StartsWith("f() got an unexpected keyword argument 'frist'; did you mean 'first'?", Wrong(Two, ["1"], ("frist", "2")), StringComparison.Ordinal);
        Assert.Equal("f() got multiple values for argument 'first'", Wrong(Two, ["1"], ("first", "2")));
        Assert.Equal("f() keyword argument repeated: 'first'", Wrong(Two, [], ("first", "2"), ("first", "3")));
        Assert.Equal("f() argument 'first' must be an integer, not 'abc'", Wrong(Two, ["abc"]));
        Assert.Equal(2, Bind(Names, [], ("nope", "1")).Problems.Length);
    }

    public sealed record Release(int Major, int Minor);

    [Theory]
    [InlineData("5", typeof(int), 5)]
    [InlineData("64k", typeof(int), 64_000)]
    [InlineData("4Ki", typeof(long), 4096L)]
    [InlineData("1_000", typeof(int), 1000)]
    [InlineData("-5", typeof(sbyte), (sbyte)-5)]
    [InlineData("1e3", typeof(int), 1000)]
    [InlineData("0xff", typeof(byte), (byte)255)]
    [InlineData("1.5", typeof(double), 1.5)]
    [InlineData("yes", typeof(bool), true)]
    [InlineData("x", typeof(char), 'x')]
    [InlineData("friday", typeof(DayOfWeek), DayOfWeek.Friday)]
    [InlineData("null", typeof(int?), null)]
    [InlineData("7", typeof(int?), 7)]
    public void Words_become_values(string word, Type type, object? expected)
    {
        Assert.True(ValueReader.TryRead(word, type, out var value, out var error), error);
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Other_types_become_values_too()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(250), Value<TimeSpan>("250ms"));
        Assert.Equal(TimeSpan.FromSeconds(90), Value<TimeSpan>("1m30s"));
        Assert.Equal([1, 2, 3], Value<int[]>("1,2,3"));
        Assert.Equal([1, 2, 3], Value<List<int>>("[1,2,3]"));
        Assert.Equal(new Version(1, 2, 3), Value<Version>("1.2.3"));
        Assert.Equal(BigInteger.Pow(10, 30), Value<BigInteger>("1000000000000000000000000000000"));
        Assert.Equal(new DateOnly(2026, 1, 31), Value<DateOnly>("2026-01-31"));
        Assert.Equal("/x/y", Value<FileInfo>("/x/y").ToString());
        Assert.Equal("@x", Value<string>("@@x"));
        Assert.Equal(3.5m, Value<decimal>("3.5"));
        Assert.Equal(new Half[] { (Half)1.5 }[0], Value<Half>("1.5"));
        Assert.Equal(7, Value<Dictionary<string, int>>("""{"a":7}""")["a"]);
        Assert.Equal(IPAddress.Loopback, Value<IPAddress>("127.0.0.1"));
        Assert.Equal(FileAccess.ReadWrite, Value<FileAccess>("3"));
        Assert.Equal(System.Drawing.Color.Red, Value<System.Drawing.Color>("Red"));
        Assert.Equal((1, "a"), Value<(int, string)>("""{"item1":1,"item2":"a"}"""));
        Assert.Equal(new Dictionary<string, DayOfWeek> { ["a"] = DayOfWeek.Friday }, Value<Dictionary<string, DayOfWeek>>("""{"a":"friday"}"""));
    }

    [Theory]
    [InlineData("300", typeof(byte))]
    [InlineData("-1", typeof(uint))]
    [InlineData("5", typeof(TimeSpan))]
    [InlineData("1.5", typeof(int))]
    [InlineData("maybe", typeof(bool))]
    [InlineData("xy", typeof(char))]
    [InlineData("someday", typeof(DayOfWeek))]
    [InlineData("1,x", typeof(int[]))]
    [InlineData("null", typeof(int))]
    [InlineData("{", typeof(Dictionary<string, int>))]
    [InlineData("8", typeof(FileAccess))]
    [InlineData("Rot", typeof(System.Drawing.Color))]
    [InlineData("""{"major":1,"minor":2,"mayor":3}""", typeof(Release))]
    [InlineData("""{"major":1}""", typeof(Release))]
    public void What_does_not_fit_is_told(string word, Type type)
    {
        Assert.False(ValueReader.TryRead(word, type, out _, out var error));
        Assert.StartsWith("must be", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_written_out_is_read_back()
    {
        Gen.Int.Sample(IsReadBack);
        Gen.Long.Sample(IsReadBack);
        Gen.Double.Where(double.IsFinite).Sample(IsReadBack);
        Gen.Bool.Sample(IsReadBack);
        Gen.String.Sample(IsReadBack);
        Gen.Enum<DayOfWeek>().Sample(IsReadBack);
        Gen.Long[0, TimeSpan.MaxValue.Ticks].Select(TimeSpan.FromTicks).Sample(IsReadBack);
        Assert.Equal(["@a", "@b"], (string[])Value(ValueReader.Text(new[] { "@a", "@b" })!, typeof(string[]))!);
        Gen.Int.Array[1, 20].Sample(a => ((int[])Value(ValueReader.Text(a)!, typeof(int[]))!).SequenceEqual(a));
    }

    [Fact]
    public void Garbage_never_throws()
    {
        Type[] types = [typeof(int), typeof(double), typeof(TimeSpan), typeof(DateTime), typeof(int[]), typeof(Uri), typeof(BigInteger), typeof(DayOfWeek), typeof(Guid), typeof(decimal), typeof(Dictionary<string, int>)];
        Gen.Select(Gen.String, Gen.Int[0, types.Length - 1].Select(i => types[i])).Sample((text, type) => text.StartsWith('@') || ValueReader.TryRead(text, type, out _, out _) || true);
    }

    private static bool IsReadBack<T>(T value) where T : notnull => value.Equals(Value(ValueReader.Text(value)!, typeof(T)));

    private static T Value<T>(string word) => (T)Value(word, typeof(T))!;

    private static object? Value(string word, Type type) => ValueReader.TryRead(word, type, out var value, out var error) ? value : throw new FormatException(error);
}
