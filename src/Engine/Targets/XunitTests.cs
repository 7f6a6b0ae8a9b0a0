using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>xunit 2 and 3: an object per call, lifetimes, fixtures of class, collection and assembly.</summary>
internal sealed class XunitTests : TestFramework
{
    private const string Space = "Xunit.";
    private const string Lifetime = Space + "IAsyncLifetime";
    private static readonly string[] Outputs = [Space + "Abstractions.ITestOutputHelper", Space + "ITestOutputHelper", Space + "Abstractions.IMessageSink", Space + "Sdk.IMessageSink"];

    public override ImmutableArray<string> TestAttributes => [Space + "FactAttribute"];

    public override string? SkippedBecause(Type type, MethodInfo method) =>
        ForeignAttributes.First(method, Space + "FactAttribute") is { } fact ? ForeignAttributes.Named(fact, "Skip") as string : null;

    public override IEnumerable<(object?[] Values, object? Expected, bool HasExpected)> Rows(Type type, MethodInfo method, RowValues values)
    {
        foreach (var inline in ForeignAttributes.All(method, Space + "InlineDataAttribute"))
            yield return (ForeignAttributes.Spread(inline), null, false);
        foreach (var data in ForeignAttributes.All(method, Space + "MemberDataAttribute"))
        {
            var positional = ForeignAttributes.Spread(data);
            foreach (var row in values.Read(ForeignAttributes.Named(data, "MemberType") as Type ?? type, (string)positional[0]!, positional[1..]))
                yield return (RowValues.Values(row), null, false);
        }
        foreach (var data in method.GetCustomAttributesData().Where(a => a.AttributeType.FullName!.StartsWith(Space + "ClassDataAttribute", StringComparison.Ordinal)))
        {
            foreach (var row in values.Read(data.AttributeType.GenericTypeArguments.FirstOrDefault() ?? (Type)ForeignAttributes.Positional(data)[0]!))
                yield return (RowValues.Values(row), null, false);
        }
    }

    public override ArgumentSource? Given(Type type, ParameterInfo parameter) =>
        Outputs.Contains(parameter.ParameterType.FullName) ? new ArgumentSource.Bound(TestOutput.For(parameter.ParameterType))
        : Fixtures(type).Contains(parameter.ParameterType) ? new ArgumentSource.Shared(Fixture(type, parameter.ParameterType))
        : null;

    public override ImmutableArray<SharedObject> Needs(Type type) => [.. Fixtures(type).Where(f => !f.IsAbstract).Select(f => Fixture(type, f))];

    public override ObjectRecipe Complete(ObjectRecipe recipe)
    {
        if (recipe.Type.GetInterface(Lifetime) is not { } lifetime)
            return recipe;
        // xunit 3 takes the end from IAsyncDisposable, which every recipe knows.
        var end = lifetime.GetMethod("DisposeAsync");
        return recipe with
        {
            Begin = [.. recipe.Begin, Step.Of(lifetime.GetMethod("InitializeAsync")!)],
            End = end is null ? recipe.End : [.. recipe.End, Step.Of(end)],
        };
    }

    private SharedObject Fixture(Type test, Type fixture)
    {
        if (fixture.GetConstructors() is not [var only])
            throw new ProblemException(Problem.Unavailable($"{TypeWords.Of(test)} wants the fixture {TypeWords.Of(fixture)}, which has not one public constructor"));
        var arguments = only.GetParameters().Select(p => p.ParameterType != fixture && Given(test, p) is { } given ? given
            : p.HasDefaultValue ? new ArgumentSource.Bound(p.DefaultValue)
            : throw new ProblemException(Problem.Unavailable($"fixture {TypeWords.Of(fixture)} wants '{Callable.Parameters(only)}', which is not to be had here")));
        return SharedObject.Of(Complete(new ObjectRecipe { Type = fixture, Constructor = only, Arguments = [.. arguments] }), isOnly: false);
    }

    private static IEnumerable<Type> Fixtures(Type type) =>
        OfAssembly(type.Assembly).Concat(Collections(type).SelectMany(c => Named(c, "ICollectionFixture`1"))).Concat(Named(type, "IClassFixture`1")).Distinct();

    private static IEnumerable<Type> Named(Type type, string contract) => type.GetInterfaces()
        .Where(i => i.IsGenericType && i.GetGenericTypeDefinition().FullName == Space + contract).Select(i => i.GetGenericArguments()[0]);

    private static IEnumerable<Type> OfAssembly(Assembly assembly) =>
        ForeignAttributes.All(assembly, Space + "AssemblyFixtureAttribute").Select(a => ForeignAttributes.Positional(a)[0]).OfType<Type>();

    /// <summary>The classes that define the collection a test class belongs to, and its own fixtures of that kind.</summary>
    private static IEnumerable<Type> Collections(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            foreach (var collection in t.GetCustomAttributesData().Where(a => a.AttributeType.FullName!.StartsWith(Space + "CollectionAttribute", StringComparison.Ordinal)))
            {
                if (collection.AttributeType.GenericTypeArguments is [var direct])
                    yield return direct;
                else if (ForeignAttributes.Positional(collection) is [Type named])
                    yield return named;
                else if (ForeignAttributes.Positional(collection) is [string name])
                {
                    foreach (var definition in Plugins.Plugin.LoadableTypes(type.Assembly).Where(d => IsDefinition(d, name)))
                        yield return definition;
                }
            }
        }
    }

    private static bool IsDefinition(Type type, string name) =>
        ForeignAttributes.First(type, Space + "CollectionDefinitionAttribute") is { } definition && ForeignAttributes.Positional(definition) is [string defined, ..] && defined == name;
}
