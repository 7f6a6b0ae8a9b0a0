using System.Reflection;
using System.Runtime.CompilerServices;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>Which methods a command line can call, and why not the others.</summary>
internal static class Callable
{
    /// <summary>Null: it can be called. Else a reason that goes on after the method's name.</summary>
    public static string? WhyNot(MethodBase method) =>
        method.GetParameters().Select(WhyNot).FirstOrDefault(r => r is not null)
        ?? (method.CallingConvention.HasFlag(CallingConventions.VarArgs) ? "takes a C variable argument list, which a command line cannot pass" : null);

    /// <summary>How a person reads a method: <c>Cache.Get(int key, bool create = false)</c>.</summary>
    public static string Signature(MethodBase method) =>
        $"{TypeWords.Of(method.DeclaringType!)}.{NameOf(method)}({Parameters(method)})";

    /// <summary><c>int key, bool create = false</c>.</summary>
    public static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Text));

    /// <summary>True for an <c>async void</c> method: nobody can tell when it is done.</summary>
    public static bool IsAsyncVoid(MethodBase method) =>
        method is MethodInfo { ReturnType: var type } && type == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute));

    private static string NameOf(MethodBase method) =>
        method is ConstructorInfo ? MemberFinder.ConstructorName
        : method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(TypeWords.Of))}>"
        : method.Name;

    private static string Text(ParameterInfo p)
    {
        var by = !p.ParameterType.IsByRef ? "" : p.IsOut ? "out " : p.IsIn ? "in " : "ref ";
        var many = Parameter.IsParams(p) ? "params " : "";
        return $"{by}{many}{TypeWords.Of(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {ValueReader.Text(p.RawDefaultValue) ?? (p.ParameterType.IsValueType ? "default" : "null")}" : "")}";
    }

    private static string? WhyNot(ParameterInfo p)
    {
        var type = p.ParameterType;
        var shown = $"'{Text(p)}'";
        if (type.IsByRef && p.IsOut)
            return $"has the out parameter {shown}: a value comes out of it, and a command line has no variable to take it";
        if (type.IsByRef && !p.IsIn && !p.IsDefined(typeof(RequiresLocationAttribute)))
            return $"has the ref parameter {shown}: it wants a variable of the caller's, and a command line has none";
        if (type.IsByRefLike || (type.IsByRef && type.GetElementType()!.IsByRefLike))
            return $"has the parameter {shown}: a {TypeWords.Of(type)} lives on its caller's stack only; call an overload that takes an array or a string";
        if (type.IsPointer || type.IsFunctionPointer)
            return $"has the pointer parameter {shown}: a command line has no memory to point to";
        return typeof(Delegate).IsAssignableFrom(type) && !p.HasDefaultValue
            ? $"has the delegate parameter {shown}: a command line has no code to pass; wrap it in a method of your own"
            : null;
    }
}
