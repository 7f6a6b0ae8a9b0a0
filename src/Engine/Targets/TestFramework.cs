using System.Collections.Immutable;
using System.Reflection;

namespace Threadmill.Engine.Targets;

/// <summary>What one test framework's attributes mean, known by their full names only.</summary>
internal abstract class TestFramework
{
    private static readonly TestFramework[] Known = [new XunitTests(), new NunitTests(), new MsTests()];

    /// <summary>Null: the method is no test.</summary>
    public static TestFramework? Of(MethodInfo method) => Known.FirstOrDefault(k => k.TestAttributes.Any(a => ForeignAttributes.Has(method, a)));

    /// <summary>Any of them makes a method a test.</summary>
    public abstract ImmutableArray<string> TestAttributes { get; }

    /// <summary>Why the test is not to be run; null: it is.</summary>
    public abstract string? SkippedBecause(Type type, MethodInfo method);

    /// <summary>Lists of arguments, in order; the empty list of a test that takes none is left out.</summary>
    public abstract IEnumerable<(object?[] Values, object? Expected, bool HasExpected)> Rows(Type type, MethodInfo method, RowValues values);

    /// <summary>What its runner gives a parameter of a constructor; null: nothing.</summary>
    public virtual ArgumentSource? Given(Type type, ParameterInfo parameter) => null;

    /// <summary>A constructor's argument that an attribute of the class holds.</summary>
    public virtual (bool IsKnown, object? Value) Fallback(Type type, ParameterInfo parameter) => (false, null);

    /// <summary>What the framework adds to the making and ending of the class's object.</summary>
    public virtual ObjectRecipe Complete(ObjectRecipe recipe) => recipe;

    /// <summary>What there must be once in a group before its objects.</summary>
    public virtual ImmutableArray<SharedObject> Needs(Type type) => [];

    public virtual ImmutableArray<Step> Before(Type type) => [];

    public virtual ImmutableArray<Step> After(Type type) => [];

    /// <summary>Who shares the object, if the user does not say.</summary>
    public virtual InstanceScope DefaultScope(Type type) => InstanceScope.Op;

    /// <summary>Methods with an attribute; those of the base class first.</summary>
    protected static IEnumerable<MethodInfo> Methods(Type type, string attribute, bool isStatic) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
            .Where(m => m.IsStatic == isStatic && ForeignAttributes.Has(m, attribute))
            .OrderBy(m => Depth(m.DeclaringType!));

    /// <summary>Static methods that begin and end something for a group, as an object of that group; none where there are none.</summary>
    protected static ImmutableArray<SharedObject> OncePerGroup(Type type, IEnumerable<Step> begin, IEnumerable<Step> end)
    {
        var recipe = new ObjectRecipe { Type = typeof(object), Constructor = typeof(object).GetConstructor([]), Begin = [.. begin], End = [.. end] };
        return recipe.Begin.IsEmpty && recipe.End.IsEmpty ? [] : [new SharedObject(recipe, $"once for {type.AssemblyQualifiedName}", IsOnly: false)];
    }

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;
}
