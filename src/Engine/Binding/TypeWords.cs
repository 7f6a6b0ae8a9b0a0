namespace Threadmill.Engine.Binding;

/// <summary>Types as C# writes them: <c>List&lt;int&gt;</c>, <c>int?</c>, <c>Outer.Inner</c>.</summary>
public static class TypeWords
{
    private static readonly Dictionary<string, Type> Keywords = new()
    {
        ["bool"] = typeof(bool),
        ["byte"] = typeof(byte),
        ["sbyte"] = typeof(sbyte),
        ["char"] = typeof(char),
        ["short"] = typeof(short),
        ["ushort"] = typeof(ushort),
        ["int"] = typeof(int),
        ["uint"] = typeof(uint),
        ["long"] = typeof(long),
        ["ulong"] = typeof(ulong),
        ["nint"] = typeof(nint),
        ["nuint"] = typeof(nuint),
        ["float"] = typeof(float),
        ["double"] = typeof(double),
        ["decimal"] = typeof(decimal),
        ["string"] = typeof(string),
        ["object"] = typeof(object),
        ["void"] = typeof(void),
    };

    private static readonly Dictionary<Type, string> Words = Keywords.ToDictionary(k => k.Value, k => k.Key);

    /// <summary>The type that a C# keyword names; null: it is none.</summary>
    public static Type? Keyword(string word) => Keywords.GetValueOrDefault(word);

    /// <summary>Without its namespace.</summary>
    public static string Of(Type type)
    {
        if (Words.TryGetValue(type, out var word))
            return word;
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsPointer)
            return Of(type.GetElementType()!) + "*";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        if (type.IsGenericParameter)
            return type.Name;
        var arguments = type.GetGenericArguments();
        if (arguments.Length > 1 && type is { Namespace: "System" } && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal))
            return Tuple(arguments.Select(Of));
        var outer = type.DeclaringType is { } declaring ? Named(declaring, arguments) + "." : "";
        return outer + Own(type, arguments, type.DeclaringType?.GetGenericArguments().Length ?? 0);
    }

    /// <summary>The eighth type of a tuple is a tuple of what more it has.</summary>
    internal static string Tuple(IEnumerable<string> items)
    {
        string[] all = [.. items];
        return all is [.. var first, var rest] && all.Length == 8
            ? $"({string.Join(", ", first)}, {(rest.StartsWith('(') ? rest[1..^1] : rest[(rest.IndexOf('<', StringComparison.Ordinal) + 1)..^1])})"
            : $"({string.Join(", ", all)})";
    }

    /// <summary>With its namespace and without type arguments, nested types after a dot.</summary>
    public static string Full(Type type) =>
        string.Join('.', (type.FullName ?? type.Name).Split('[')[0].Split('.', '+').Select(part => part.Split('`')[0]));

    private static string Named(Type type, Type[] arguments) =>
        (type.DeclaringType is { } declaring ? Named(declaring, arguments) + "." : "") + Own(type, arguments, type.DeclaringType?.GetGenericArguments().Length ?? 0);

    /// <summary>A nested type repeats the type parameters of the type round it; only its own are written after its name.</summary>
    private static string Own(Type type, Type[] arguments, int from)
    {
        var name = type.Name.Split('`')[0];
        var until = type.GetGenericArguments().Length;
        return until > from ? $"{name}<{string.Join(", ", arguments[from..until].Select(Of))}>" : name;
    }
}
