using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Binding;

public enum ParameterKind
{
    /// <summary>Takes a positional word or its keyword.</summary>
    Positional,

    /// <summary>Takes its keyword only.</summary>
    KeywordOnly,

    /// <summary>Takes all positional words that are left: <c>params T[]</c> or another list, Python's <c>*args</c>.</summary>
    VarArgs,

    /// <summary>Takes all keywords that are left: a last <c>IReadOnlyDictionary&lt;string, string&gt;</c>, or one before <c>params</c>, Python's <c>**kwargs</c>.</summary>
    VarKeywords,
}

/// <summary>What a word can be bound to.</summary>
/// <param name="IsOfConstructor">It belongs to the constructor; where a method has one of the same name, <c>new.NAME=</c> means this one.</param>
public sealed record Parameter(string Name, Type Type, ParameterKind Kind, bool HasDefault, object? DefaultValue, bool IsOfConstructor = false)
{
    private const string ConstructorPrefix = "new.";

    public static Parameter From(ParameterInfo parameter) => new(
        parameter.Name ?? $"arg{parameter.Position}",
        parameter.ParameterType,
        IsParams(parameter) ? ParameterKind.VarArgs
            : IsVarKeywords(parameter) ? ParameterKind.VarKeywords
            : ParameterKind.Positional,
        parameter.HasDefaultValue,
        parameter.HasDefaultValue ? DefaultOf(parameter) : null,
        parameter.Member is ConstructorInfo);

    /// <summary>Keywords ignore case and separators: <c>max-size</c>, <c>max_size</c> and <c>maxSize</c> are one.</summary>
    public bool IsNamed(string keyword) => IsSame(Name, keyword) || IsNamedAsConstructors(keyword);

    /// <summary>True for <c>new.NAME</c> on a constructor's parameter.</summary>
    public bool IsNamedAsConstructors(string keyword) =>
        IsOfConstructor && keyword.StartsWith(ConstructorPrefix, StringComparison.OrdinalIgnoreCase) && IsSame(Name, keyword[ConstructorPrefix.Length..]);

    /// <summary>True for <c>params</c> of a list that words can make.</summary>
    public static bool IsParams(ParameterInfo parameter) =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute))) && ListTypes.ElementOf(parameter.ParameterType) is not null;

    /// <summary>The list of a parameter that no word was given for.</summary>
    public static object NoItems(Type type) => ListTypes.Make(type, Array.CreateInstance(ListTypes.ElementOf(type)!, 0));

    public static bool IsSame(string a, string b) => string.Equals(Plain(a), Plain(b), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    private static bool IsVarKeywords(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(IReadOnlyDictionary<string, string>)
        && parameter.Member is MethodBase method
        && method.GetParameters().Skip(parameter.Position + 1).All(IsParams);

    /// <summary>A struct's default is stored as null, an enum's as its number.</summary>
    private static object? DefaultOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue switch
        {
            null when parameter.ParameterType.IsValueType => Activator.CreateInstance(parameter.ParameterType),
            { } number when type.IsEnum => Enum.ToObject(type, number),
            var value => value,
        };
    }
}
