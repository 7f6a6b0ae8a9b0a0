using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>NUnit: set-up and tear-down round each call, one-time ones round the object or the group.</summary>
internal sealed class NunitTests : TestFramework
{
    private const string Space = "NUnit.Framework.";

    public override ImmutableArray<string> TestAttributes =>
        [Space + "TestAttribute", Space + "TestCaseAttribute", Space + "TestCaseSourceAttribute", Space + "TheoryAttribute"];

    public override string? SkippedBecause(Type type, MethodInfo method) =>
        (ForeignAttributes.First(method, Space + "IgnoreAttribute") ?? ForeignAttributes.FirstOfClass(type, Space + "IgnoreAttribute")) is { } ignore
            ? ForeignAttributes.Positional(ignore).FirstOrDefault() as string ?? "it is marked [Ignore]"
            : null;

    public override IEnumerable<(object?[] Values, object? Expected, bool HasExpected)> Rows(Type type, MethodInfo method, RowValues values)
    {
        foreach (var data in ForeignAttributes.All(method, Space + "TestCaseAttribute").Where(d => !ForeignAttributes.IsNamed(d, "Ignore") && !ForeignAttributes.IsNamed(d, "IgnoreReason")))
            yield return (ForeignAttributes.Spread(data), ForeignAttributes.Named(data, "ExpectedResult"), ForeignAttributes.IsNamed(data, "ExpectedResult"));
        foreach (var data in ForeignAttributes.All(method, Space + "TestCaseSourceAttribute"))
        {
            var rows = ForeignAttributes.Positional(data) switch
            {
                [Type source, string member, ..] => values.Read(source, member),
                [Type source] => values.Read(source),
                [string member, ..] => values.Read(type, member),
                _ => [],
            };
            foreach (var row in rows)
                yield return (RowValues.Values(row), Property(row, "ExpectedResult"), Property(row, "HasExpectedResult") is true);
        }
    }

    public override (bool IsKnown, object? Value) Fallback(Type type, ParameterInfo parameter) =>
        ForeignAttributes.FirstOfClass(type, Space + "TestFixtureAttribute") is { } fixture && ForeignAttributes.Spread(fixture) is var values && parameter.Position < values.Length
            ? (true, new RowValues(TypeWords.Of(type)).To(parameter.ParameterType, values[parameter.Position], parameter.Name!))
            : (false, null);

    public override ObjectRecipe Complete(ObjectRecipe recipe) => recipe with
    {
        Begin = [.. recipe.Begin, .. Methods(recipe.Type, Space + "OneTimeSetUpAttribute", isStatic: false).Select(Step.Of)],
        End = [.. recipe.End, .. Methods(recipe.Type, Space + "OneTimeTearDownAttribute", isStatic: false).Reverse().Select(Step.Of)],
    };

    public override ImmutableArray<SharedObject> Needs(Type type) => OncePerGroup(
        type,
        Methods(type, Space + "OneTimeSetUpAttribute", isStatic: true).Select(Step.Of),
        Methods(type, Space + "OneTimeTearDownAttribute", isStatic: true).Reverse().Select(Step.Of));

    public override ImmutableArray<Step> Before(Type type) => [.. Both(type, "SetUpAttribute").Select(Step.Of)];

    public override ImmutableArray<Step> After(Type type) => [.. Both(type, "TearDownAttribute").Reverse().Select(Step.Of)];

    /// <summary>Where the object itself is set up once, it lives on, as it does in NUnit.</summary>
    public override InstanceScope DefaultScope(Type type) =>
        Methods(type, Space + "OneTimeSetUpAttribute", isStatic: false).Any() ? InstanceScope.Thread : InstanceScope.Op;

    private static IEnumerable<MethodInfo> Both(Type type, string attribute) =>
        Methods(type, Space + attribute, isStatic: true).Concat(Methods(type, Space + attribute, isStatic: false));

    private static object? Property(object? item, string name) => item?.GetType().GetProperty(name)?.GetValue(item);
}
