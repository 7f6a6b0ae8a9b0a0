using System.Collections.ObjectModel;
using System.Reflection;

namespace Threadmill.Engine.Targets;

/// <summary>Attributes of code that knows nothing of us: found by full name, their values read without running them.</summary>
internal static class ForeignAttributes
{
    /// <summary>Those of that type or of one derived from it, on the member itself.</summary>
    public static IEnumerable<CustomAttributeData> All(MemberInfo member, string fullName) => Of(member.GetCustomAttributesData, fullName);

    public static IEnumerable<CustomAttributeData> All(Assembly assembly, string fullName) => Of(assembly.GetCustomAttributesData, fullName);

    public static CustomAttributeData? First(MemberInfo member, string fullName) => All(member, fullName).FirstOrDefault();

    public static bool Has(MemberInfo member, string fullName) => First(member, fullName) is not null;

    /// <summary>On a class or, if it has none, on the nearest it is derived from.</summary>
    public static CustomAttributeData? FirstOfClass(Type type, string fullName)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            if (First(t, fullName) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>True for a type of that name and those derived from it.</summary>
    public static bool IsA(Type type, string fullName)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            if ((t.IsGenericType ? t.GetGenericTypeDefinition() : t).FullName == fullName)
                return true;
        }
        return false;
    }

    /// <summary>A named value; null: it was not given.</summary>
    public static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name) is { TypedValue.ArgumentType: not null } found ? Plain(found.TypedValue) : null;

    public static bool IsNamed(CustomAttributeData attribute, string name) => attribute.NamedArguments.Any(a => a.MemberName == name);

    public static object?[] Positional(CustomAttributeData attribute) => [.. attribute.ConstructorArguments.Select(Plain)];

    /// <summary>The positional values of an attribute that takes <c>params object[]</c>, with or without values before it.</summary>
    public static object?[] Spread(CustomAttributeData attribute)
    {
        var given = Positional(attribute);
        var parameters = attribute.Constructor.GetParameters();
        if (parameters.Length == 0 || !parameters[^1].ParameterType.IsArray || !parameters[^1].IsDefined(typeof(ParamArrayAttribute)))
            return given;
        return [.. given[..^1], .. given[^1] as object?[] ?? [null]];
    }

    /// <summary>Enums as such, arrays as <c>object[]</c>.</summary>
    private static object? Plain(CustomAttributeTypedArgument argument) => argument.Value switch
    {
        ReadOnlyCollection<CustomAttributeTypedArgument> many => many.Select(Plain).ToArray(),
        { } number when argument.ArgumentType.IsEnum => Enum.ToObject(argument.ArgumentType, number),
        var value => value,
    };

    private static CustomAttributeData[] Of(Func<IList<CustomAttributeData>> read, string fullName)
    {
        try
        {
            return [.. read().Where(a => IsA(a.AttributeType, fullName))];
        }
        catch (Exception e) when (e is IOException or TypeLoadException or BadImageFormatException)
        {
            // What an attribute needs is not beside the file: then it is none that we would act upon.
            return [];
        }
    }
}
