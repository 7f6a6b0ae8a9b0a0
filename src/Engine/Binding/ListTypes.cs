using System.Collections.Immutable;
using System.Reflection;

namespace Threadmill.Engine.Binding;

/// <summary>Types that can be given as a list of words: arrays, lists, sets, and the interfaces that those fit.</summary>
internal static class ListTypes
{
    /// <summary>Null: it is none of them.</summary>
    public static Type? ElementOf(Type type)
    {
        if (type.IsArray)
            return type.GetArrayRank() == 1 ? type.GetElementType() : null;
        if (!type.IsGenericType || type.GetGenericArguments() is not [var element] || element.IsByRefLike)
            return null;
        return type.IsAssignableFrom(ListOf(element)) || type.IsAssignableFrom(SetOf(element)) || type == typeof(ImmutableArray<>).MakeGenericType(element)
            ? element
            : null;
    }

    /// <param name="items">An array of its elements.</param>
    public static object Make(Type type, Array items)
    {
        var element = items.GetType().GetElementType()!;
        return type.IsArray ? items
            : type.IsAssignableFrom(ListOf(element)) ? Activator.CreateInstance(ListOf(element), items)!
            : type.IsAssignableFrom(SetOf(element)) ? Activator.CreateInstance(SetOf(element), items)!
            : typeof(ListTypes).GetMethod(nameof(Immutable), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(element).Invoke(null, [items])!;
    }

    private static Type ListOf(Type element) => typeof(List<>).MakeGenericType(element);

    private static Type SetOf(Type element) => typeof(HashSet<>).MakeGenericType(element);

    private static ImmutableArray<T> Immutable<T>(T[] items) => [.. items];
}
