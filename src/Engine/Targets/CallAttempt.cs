using System.Reflection;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>One overload and one constructor, tried with the words that were given.</summary>
internal sealed class CallAttempt
{
    public CallAttempt(string callee, ConstructorInfo? constructor, MethodBase method, Arguments arguments)
    {
        Constructor = constructor;
        Method = method;
        Call = new CallBinding(callee, constructor, method, arguments) { IsConstructorByKeyword = true }.Bind(Problems);
    }

    public ConstructorInfo? Constructor { get; }

    public MethodBase Method { get; }

    /// <summary>Null: it does not fit; <see cref="Problems"/> say why.</summary>
    public CallBinding? Call { get; }

    public List<Problem> Problems { get; } = [];

    public int ParameterCount => Method.GetParameters().Length + (Constructor?.GetParameters().Length ?? 0);

    /// <summary>Those that fit best: the types that say most, then the fewest parameters left to their defaults. One, if all is clear.</summary>
    public static CallAttempt[] Best(IEnumerable<CallAttempt> attempts, Arguments arguments)
    {
        var fits = attempts.Where(a => a.Call is not null).ToArray();
        var count = arguments.Positional.Length + arguments.Keyword.Length;
        fits = Least(fits, a => a.Method.GetParameters().Take(count).Count(Parameter.IsParams));
        fits = Least(fits, a => a.Method.GetParameters().Take(count).Sum(p => Rank(p.ParameterType)));
        fits = Least(fits, a => a.Method.GetParameters().Length);
        return Least(fits, a => a.Constructor?.GetParameters().Length ?? 0);
    }

    private static CallAttempt[] Least(CallAttempt[] fits, Func<CallAttempt, int> cost)
    {
        if (fits.Length < 2)
            return fits;
        var least = fits.Min(cost);
        return [.. fits.Where(f => cost(f) == least)];
    }

    /// <summary>Of overloads that differ by type only, the one whose types say most: a number before text, a whole number before a real one.</summary>
    private static int Rank(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Rank(underlying) + 1;
        if (ListTypes.ElementOf(type) is { } element)
            return 24 + Rank(element);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => 0,
            TypeCode.Int64 => 2,
            TypeCode.Boolean => 4,
            TypeCode.Double => 8,
            TypeCode.String => 16,
            TypeCode.Object => type == typeof(object) ? 20 : 18,
            _ => 10,
        };
    }
}
