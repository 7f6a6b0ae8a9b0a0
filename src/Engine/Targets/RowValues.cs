using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Targets;

/// <summary>Rows of arguments that attributes hold or name the source of, as values of a method's parameters.</summary>
/// <param name="callee">What errors call the target.</param>
internal sealed class RowValues(string callee)
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;

    /// <summary>What a static (or, of an object with a plain constructor, instance) property, field or method of that name holds. Runs foreign code.</summary>
    /// <exception cref="ProblemException">It is not there, or it threw.</exception>
    public IEnumerable<object?> Read(Type type, string member, params object?[] arguments) => Guarded($"{TypeWords.Of(type)}.{member}", () => Value(type, member, arguments));

    /// <summary>What a class that is itself a source of rows holds.</summary>
    public IEnumerable<object?> Read(Type type) => Guarded(TypeWords.Of(type), () => Activator.CreateInstance(type));

    /// <summary>One row's values, one for each parameter.</summary>
    /// <exception cref="ProblemException">It has too many or too few, or one of another type.</exception>
    public object?[] Fit(MethodInfo method, object?[] row)
    {
        var parameters = method.GetParameters();
        if (parameters.Length > 0 && Parameter.IsParams(parameters[^1]) && (row.Length != parameters.Length || !parameters[^1].ParameterType.IsInstanceOfType(row[^1])))
            row = [.. row.Take(parameters.Length - 1), Gathered(parameters[^1], [.. row.Skip(parameters.Length - 1)])];
        var needed = parameters.Count(p => !p.HasDefaultValue && p.ParameterType != typeof(CancellationToken));
        if (row.Length > parameters.Length || row.Length < needed)
            throw new ProblemException(Problem.Unavailable($"{callee}(): a row of {row.Length} values does not fit ({Callable.Parameters(method)})"));
        return [.. parameters.Select((p, i) => i < row.Length ? To(p.ParameterType, row[i], p.Name!) : Parameter.From(p).DefaultValue)];
    }

    /// <summary>A value as one of another type, as test runners convert: numbers by value, text by reading it.</summary>
    public object? To(Type type, object? value, string name)
    {
        if (value is null || type.IsInstanceOfType(value))
            return value;
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (wanted.IsInstanceOfType(value))
            return value;
        if (value is object?[] items && wanted.IsArray)
            return ArrayOf(wanted.GetElementType()!, items, name);
        if (value is string text && ValueReader.TryReadText(text, wanted, out var read, out _))
            return read;
        if (value is IConvertible && wanted.IsPrimitive | wanted == typeof(decimal) | wanted.IsEnum)
            return wanted.IsEnum ? Enum.ToObject(wanted, value) : Convert.ChangeType(value, wanted, null);
        throw new ProblemException(Problem.Unavailable($"{callee}(): a row gives '{name}' a {TypeWords.Of(value.GetType())}; it must be a {TypeWords.Of(type)}"));
    }

    /// <summary>The values of an item: an array, a tuple, a framework's row object, or one value.</summary>
    public static object?[] Values(object? item) => item switch
    {
        object?[] many => many,
        not null when item.GetType().GetInterface("Xunit.ITheoryDataRow")?.GetMethod("GetData") is { } data => (object?[])data.Invoke(item, null)!,
        not null when item.GetType().GetProperty("Arguments") is { } arguments && typeof(object[]).IsAssignableFrom(arguments.PropertyType) => (object?[])arguments.GetValue(item)!,
        ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])],
        _ => [item],
    };

    private static object? Value(Type type, string name, object?[] arguments)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            switch (t.GetMember(name, Any).FirstOrDefault(m => m is PropertyInfo or FieldInfo || m is MethodInfo method && Takes(method, arguments.Length)))
            {
                case PropertyInfo property:
                    return property.GetValue(property.GetMethod!.IsStatic ? null : Activator.CreateInstance(type));
                case FieldInfo field:
                    return field.GetValue(field.IsStatic ? null : Activator.CreateInstance(type));
                case MethodInfo method:
                    object?[] all = [.. arguments, .. method.GetParameters().Skip(arguments.Length).Select(p => Parameter.From(p).DefaultValue)];
                    return method.Invoke(method.IsStatic ? null : Activator.CreateInstance(type), BindingFlags.DoNotWrapExceptions, null, all, null);
            }
        }
        throw new ProblemException(Problem.Unavailable($"{TypeWords.Of(type)} has no member '{name}' that rows could come from"));
    }

    private static bool Takes(MethodInfo method, int count) =>
        method.GetParameters() is var parameters && parameters.Length >= count && parameters.Skip(count).All(p => p.HasDefaultValue);

    private List<object?> Guarded(string source, Func<object?> read)
    {
        try
        {
            var found = Awaited(read());
            return found is IEnumerable items and not string
                ? [.. items.Cast<object?>()]
                : throw new ProblemException(Problem.Unavailable($"{callee}(): {source} gives a {found?.GetType().Name ?? "null"}, from which no rows can be read; give the arguments as words"));
        }
        catch (Exception e) when (e is not ProblemException)
        {
            var thrown = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            throw new ProblemException(Problem.Unavailable($"{callee}(): {source}, where its values come from, threw {thrown.GetType().FullName}: {thrown.Message}"));
        }
    }

    /// <summary>What a task comes to; what an asynchronous sequence gives, as a plain one.</summary>
    private static object? Awaited(object? found)
    {
        if (found?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            found = type.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(found, null);
        if (found is Task task)
        {
            task.GetAwaiter().GetResult();
            found = task.GetType().GetProperty(nameof(Task<>.Result))?.GetValue(task);
        }
        return found?.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)) is { } sequence
            ? typeof(TaskAsyncEnumerableExtensions).GetMethod(nameof(TaskAsyncEnumerableExtensions.ToBlockingEnumerable))!.MakeGenericMethod(sequence.GetGenericArguments()).Invoke(null, [found, CancellationToken.None])
            : found;
    }

    private object Gathered(ParameterInfo parameter, object?[] items) =>
        ListTypes.Make(parameter.ParameterType, ArrayOf(ListTypes.ElementOf(parameter.ParameterType)!, items, parameter.Name!));

    private Array ArrayOf(Type element, object?[] items, string name)
    {
        var array = Array.CreateInstance(element, items.Length);
        for (var i = 0; i < items.Length; i++)
            array.SetValue(To(element, items[i], name), i);
        return array;
    }
}
