using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Targets;

/// <summary>
/// Makes delegates that call one method with arguments already in place: no boxing, no array of arguments, no reflection
/// per call. The method itself is called, not inlined through a profile, so that its body keeps its natural cost.
/// </summary>
internal sealed class CallEmitter
{
    private static readonly FieldInfo InstanceField = typeof(CallFrame).GetField(nameof(CallFrame.Instance))!;
    private static readonly FieldInfo ArgumentsField = typeof(CallFrame).GetField(nameof(CallFrame.Arguments))!;

    private readonly MethodInfo method;
    private readonly Type delegateType;
    private readonly ParameterInfo[] parameters;
    private readonly Lazy<DynamicMethod> stub;

    public CallEmitter(MethodInfo method)
    {
        this.method = method;
        parameters = method.GetParameters();
        delegateType = method.ReturnType == typeof(void) ? typeof(Action) : typeof(Func<>).MakeGenericType(method.ReturnType);
        stub = new(Emit);
    }

    /// <param name="instance">Null for a static method.</param>
    /// <param name="values">One per parameter, of its type.</param>
    public Delegate Close(object? instance, object?[] values)
    {
        if (instance is not null && values.Length == 0)
            return method.CreateDelegate(delegateType, instance);
        var frame = new CallFrame(instance, [.. values.Select((v, i) => Store(parameters[i].ParameterType, v))]);
        return stub.Value.CreateDelegate(delegateType, frame);
    }

    /// <summary>A value type is kept in a typed box, from which a call reads it with one plain load.</summary>
    private static object? Store(Type type, object? value)
    {
        if (!type.IsValueType)
            return value;
        var box = (IStrongBox)Activator.CreateInstance(typeof(StrongBox<>).MakeGenericType(type))!;
        box.Value = value;
        return box;
    }

    private DynamicMethod Emit()
    {
        var dynamic = new DynamicMethod("call " + method.Name, method.ReturnType, [typeof(CallFrame)], typeof(CallFrame).Module, skipVisibility: true);
        var il = dynamic.GetILGenerator();
        if (!method.IsStatic)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, InstanceField);
            if (method.DeclaringType!.IsValueType)
                il.Emit(OpCodes.Unbox, method.DeclaringType);
        }
        for (var i = 0; i < parameters.Length; i++)
            EmitArgument(il, i, parameters[i].ParameterType);
        il.Emit(method.IsVirtual && !method.DeclaringType!.IsValueType ? OpCodes.Callvirt : OpCodes.Call, method);
        il.Emit(OpCodes.Ret);
        return dynamic;
    }

    private static void EmitArgument(ILGenerator il, int index, Type type)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, ArgumentsField);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelem_Ref);
        if (type.IsValueType)
            il.Emit(OpCodes.Ldfld, typeof(StrongBox<>).MakeGenericType(type).GetField(nameof(StrongBox<>.Value))!);
    }

    /// <summary>What an emitted call is closed over.</summary>
    internal sealed class CallFrame(object? instance, object?[] arguments)
    {
        public readonly object? Instance = instance;
        public readonly object?[] Arguments = arguments;
    }
}
