using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>The values that a benchmark's author chose: of <c>[Params]</c> members and of <c>[Arguments]</c>. The first of each is taken where none is given.</summary>
internal sealed class BenchmarkParams
{
    private const string Space = "BenchmarkDotNet.Attributes.";

    private readonly string callee;
    private readonly MethodInfo method;
    private readonly RowValues values;
    private readonly (MemberInfo Member, Type Type, object?[] Values)[] members;
    private readonly Lazy<object?[][]> rows;

    public BenchmarkParams(string callee, Type type, MethodInfo method)
    {
        this.callee = callee;
        this.method = method;
        values = new RowValues(callee);
        var found = from m in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
                    where m is FieldInfo or PropertyInfo { SetMethod: not null }
                    let of = m is FieldInfo field ? field.FieldType : ((PropertyInfo)m).PropertyType
                    let chosen = Chosen(type, m, of)
                    where chosen is not null
                    select (m, of, chosen);
        members = [.. found];
        rows = new(() => [.. Rows(type).Select(r => values.Fit(method, r))]);
    }

    public IReadOnlyList<Parameter> Members => [.. members.Select(m => new Parameter(
        m.Member.Name, m.Type, ParameterKind.KeywordOnly, m.Values.Length > 0, m.Values.FirstOrDefault(), IsOfConstructor: true))];

    public ImmutableArray<MemberValue> Set(ImmutableArray<object?> bound) => [.. members.Zip(bound, (m, v) => new MemberValue(m.Member, v))];

    public (bool IsKnown, object? Value) Fallback(ParameterInfo parameter) =>
        rows.Value is [var first, ..] ? (true, first[parameter.Position]) : (false, null);

    /// <summary>What was taken where the author chose several and the user none.</summary>
    public IEnumerable<Remark> Remarks(Arguments arguments)
    {
        foreach (var (member, type, chosen) in members)
        {
            if (chosen.Length > 1 && !arguments.Keyword.Any(k => Parameter.IsSame(k.Key, member.Name) || Parameter.IsSame(k.Key, "new." + member.Name)))
                yield return new(false, "params", $"{callee}: {member.Name}={Text(chosen[0])} is the first of {Texts(chosen)}; give {member.Name}=VALUE, or --sweep {member.Name}={string.Join(',', chosen.Select(Text))}");
        }
        if (rows.Value.Length > 1 && arguments.Positional.IsEmpty && !arguments.Keyword.Any(k => method.GetParameters().Any(p => Parameter.IsSame(k.Key, p.Name!))))
            yield return new(false, "params", $"{callee}: ({string.Join(", ", rows.Value[0].Select(Text))}) are the first of {rows.Value.Length} lists of arguments; give others as words: {string.Join(" or ", rows.Value.Skip(1).Take(4).Select(r => string.Join(' ', r.Select(Text))))}");
    }

    private static string Texts(object?[] chosen) => string.Join(", ", chosen.Select(Text));

    private static string? Text(object? value) => ValueReader.Text(value);

    /// <summary>Null: the member is no parameter.</summary>
    private object?[]? Chosen(Type type, MemberInfo member, Type of)
    {
        object?[]? chosen = null;
        if (ForeignAttributes.First(member, Space + "ParamsAttribute") is { } given)
            chosen = ForeignAttributes.Spread(given);
        else if (ForeignAttributes.First(member, Space + "ParamsSourceAttribute") is { } source)
            chosen = [.. FromSource(type, source)];
        else if (ForeignAttributes.Has(member, Space + "ParamsAllValuesAttribute"))
            chosen = AllOf(of);
        return chosen?.Select(v => values.To(of, v, member.Name)).ToArray();
    }

    private static object?[] AllOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? [null, .. AllOf(underlying)]
        : type == typeof(bool) ? [false, true]
        : [.. Enum.GetValues(type).Cast<object?>()];

    private IEnumerable<object?[]> Rows(Type type)
    {
        foreach (var given in ForeignAttributes.All(method, Space + "ArgumentsAttribute"))
            yield return ForeignAttributes.Spread(given);
        foreach (var source in ForeignAttributes.All(method, Space + "ArgumentsSourceAttribute"))
        {
            foreach (var row in FromSource(type, source))
                yield return RowValues.Values(row);
        }
    }

    private IEnumerable<object?> FromSource(Type type, CustomAttributeData source) => ForeignAttributes.Positional(source) switch
    {
        [Type elsewhere, string member] => values.Read(elsewhere, member),
        [string member, ..] => values.Read(type, member),
        _ => [],
    };
}
