using System.Collections.Immutable;
using System.Globalization;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Affinity;

/// <summary>Reads one PIN word, left to right.</summary>
internal sealed class PinParser(string text)
{
    private const string Within = "allowed:";
    private const int MaxPlaces = 65_536;

    private int at;
    private string? fault;

    /// <summary>Null with a fault.</summary>
    public PinSpec? Parse(out string? error)
    {
        PinSpec? pin = null;
        if (text.Length == 0)
            fault = "it is empty";
        else if (text == "none")
            pin = new PinSpec.None();
        else if (char.IsAsciiLetter(text[0]) && !text.StartsWith(Within, StringComparison.Ordinal))
            pin = Abstract();
        else
            pin = Explicit();
        error = fault;
        return fault is null ? pin : null;
    }

    private PinSpec? Abstract()
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var head = slash < 0 ? text : text[..slash];
        var bracket = head.IndexOf('(', StringComparison.Ordinal);
        var word = bracket < 0 ? head : head[..bracket];
        int? count = null;
        if (PinWords.Kind(word) is not { } kind)
            return Fail($"'{word}' is none of {string.Join(", ", PinWords.AllKinds)}{DidYouMean(word)}");
        if (bracket >= 0)
        {
            if (!head.EndsWith(')') || !int.TryParse(head.AsSpan(bracket + 1, head.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n == 0)
                return Fail($"after '{word}' a number of places in brackets is wanted, not '{head[bracket..]}'");
            count = n;
        }
        if (slash < 0)
            return new PinSpec.Abstract(kind, count, BindPolicy.Close);
        return PinWords.Policy(text[(slash + 1)..]) is { } policy
            ? new PinSpec.Abstract(kind, count, policy)
            : Fail($"'{text[(slash + 1)..]}' is none of close, spread, primary");
    }

    private PinSpec? Explicit()
    {
        var isWithin = text.StartsWith(Within, StringComparison.Ordinal);
        at = isWithin ? Within.Length : 0;
        var places = ImmutableArray.CreateBuilder<CpuSet>();
        do
        {
            if (Peek() == '{')
                Braces(places);
            else
                Plain(places);
        }
        while (fault is null && Take(','));
        if (fault is null && at < text.Length)
            Fail($"'{text[at..]}' is not understood");
        return fault is null ? new PinSpec.Explicit(places.ToImmutable(), isWithin) : null;
    }

    /// <summary><c>0-3</c>, <c>0-7:2</c>: a place for each CPU; <c>0+1</c>, <c>0-1+4</c>: one place of several.</summary>
    private void Plain(ImmutableArray<CpuSet>.Builder places)
    {
        var cpus = Range(allowStride: true);
        if (Peek() != '+')
        {
            foreach (var cpu in cpus)
                Add(places, new([cpu]));
            return;
        }
        var all = new List<int>(cpus);
        while (Take('+'))
            all.AddRange(Range(allowStride: false));
        Add(places, new(all));
    }

    /// <summary><c>{0,1}</c>, <c>{0-1}</c>, <c>{0:2}</c> (two from 0), <c>{0:2:4}</c>, and repeated: <c>{0:2}:4:2</c> (four places, each two CPUs on).</summary>
    private void Braces(ImmutableArray<CpuSet>.Builder places)
    {
        at++;
        var cpus = new List<int>();
        do
        {
            var first = Number();
            if (Take('-'))
                Fill(cpus, first, Number() - first + 1, 1);
            else if (Take(':'))
                Fill(cpus, first, Number(), Take(':') ? Number() : 1);
            else
                cpus.Add(first);
        }
        while (fault is null && Take(','));
        if (!Take('}'))
            Fail("a '}' is missing");
        var count = Take(':') ? Number() : 1;
        var stride = Take(':') ? Number() : cpus.Count;
        if (fault is null && (count < 1 || (long)count * stride > MaxPlaces))
            Fail($"{count} places are not possible");
        for (var i = 0; fault is null && i < count; i++)
            Add(places, new(cpus.Select(c => c + (i * stride))));
    }

    private List<int> Range(bool allowStride)
    {
        var cpus = new List<int>();
        var first = Number();
        var last = Take('-') ? Number() : first;
        var stride = allowStride && Take(':') ? Number() : 1;
        if (fault is null && (last < first || stride < 1))
            Fail(last < first ? $"'{first}-{last}' runs backwards" : "a stride of 0 goes nowhere");
        else
            Fill(cpus, first, ((last - first) / Math.Max(stride, 1)) + 1, stride);
        return cpus;
    }

    private void Fill(List<int> cpus, int first, int count, int stride)
    {
        if (fault is null && (count < 1 || count > MaxPlaces || (long)first + ((long)count * stride) > MaxPlaces))
            Fail($"{count} CPUs from {first} are not possible");
        for (var i = 0; fault is null && i < count; i++)
            cpus.Add(first + (i * stride));
    }

    private void Add(ImmutableArray<CpuSet>.Builder places, CpuSet place)
    {
        if (fault is null && places.Count < MaxPlaces)
            places.Add(place);
    }

    private int Number()
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        if (int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < MaxPlaces)
            return number;
        Fail(start == text.Length ? "a CPU number is missing at the end"
            : at > start ? $"'{text[start..at]}' is beyond any CPU number"
            : $"'{text[start..]}' does not begin with a CPU number");
        return 0;
    }

    private char Peek() => at < text.Length ? text[at] : '\0';

    private bool Take(char c)
    {
        if (Peek() != c)
            return false;
        at++;
        return true;
    }

    private static string DidYouMean(string word) => Nearest.To(word, PinWords.AllKinds) is { } near ? $"; did you mean '{near}'?" : "";

    private PinSpec? Fail(string why)
    {
        fault ??= why;
        return null;
    }
}
