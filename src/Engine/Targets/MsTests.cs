using System.Collections.Immutable;
using System.Reflection;

namespace Threadmill.Engine.Targets;

/// <summary>MSTest: initialise and clean-up round each call, round the class and round the assembly; a test context that writes to the console.</summary>
internal sealed class MsTests : TestFramework
{
    private const string Space = "Microsoft.VisualStudio.TestTools.UnitTesting.";
    private const string Context = Space + "TestContext";

    public override ImmutableArray<string> TestAttributes => [Space + "TestMethodAttribute"];

    public override string? SkippedBecause(Type type, MethodInfo method) =>
        (ForeignAttributes.First(method, Space + "IgnoreAttribute") ?? ForeignAttributes.FirstOfClass(type, Space + "IgnoreAttribute")) is { } ignore
            ? ForeignAttributes.Positional(ignore).FirstOrDefault() as string ?? "it is marked [Ignore]"
        : ForeignAttributes.Has(method, Space + "ExpectedExceptionAttribute") ? "it is marked [ExpectedException], which is not understood here; write Assert.Throws"
        : null;

    public override IEnumerable<(object?[] Values, object? Expected, bool HasExpected)> Rows(Type type, MethodInfo method, RowValues values)
    {
        foreach (var data in ForeignAttributes.All(method, Space + "DataRowAttribute"))
            yield return (ForeignAttributes.Spread(data), null, false);
        foreach (var data in ForeignAttributes.All(method, Space + "DynamicDataAttribute"))
        {
            var positional = ForeignAttributes.Positional(data);
            foreach (var row in values.Read(positional.OfType<Type>().FirstOrDefault() ?? type, (string)positional[0]!))
                yield return (RowValues.Values(row), null, false);
        }
    }

    public override ArgumentSource? Given(Type type, ParameterInfo parameter) =>
        parameter.ParameterType.FullName == Context ? new ArgumentSource.Bound(TestOutput.For(parameter.ParameterType)) : null;

    public override ObjectRecipe Complete(ObjectRecipe recipe) =>
        recipe.Type.GetProperty("TestContext") is { CanWrite: true } property && property.PropertyType.FullName == Context
            ? recipe with { Members = [.. recipe.Members, new MemberValue(property, TestOutput.For(property.PropertyType))] }
            : recipe;

    public override ImmutableArray<SharedObject> Needs(Type type)
    {
        var classes = Plugins.Plugin.LoadableTypes(type.Assembly).Where(t => ForeignAttributes.Has(t, Space + "TestClassAttribute")).ToArray();
        return
        [
            .. OncePerGroup(typeof(MsTests), classes.SelectMany(c => Steps(c, "AssemblyInitializeAttribute")), classes.SelectMany(c => Steps(c, "AssemblyCleanupAttribute"))),
            .. OncePerGroup(type, Steps(type, "ClassInitializeAttribute"), Steps(type, "ClassCleanupAttribute").Reverse()),
        ];
    }

    public override ImmutableArray<Step> Before(Type type) => [.. Methods(type, Space + "TestInitializeAttribute", isStatic: false).Select(Step.Of)];

    public override ImmutableArray<Step> After(Type type) => [.. Methods(type, Space + "TestCleanupAttribute", isStatic: false).Reverse().Select(Step.Of)];

    private static IEnumerable<Step> Steps(Type type, string attribute) => Methods(type, Space + attribute, isStatic: true)
        .Select(m => new Step(m, [.. m.GetParameters().Select(p => new ArgumentSource.Bound(p.ParameterType.FullName == Context ? TestOutput.For(p.ParameterType) : null))]));
}
