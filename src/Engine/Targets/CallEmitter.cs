using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Targets;

/// <summary>
/// Makes delegates without parameters that call one method or constructor, or set one field, with the arguments already in
/// place: no boxing, no array of arguments, no reflection per call. The method itself is called, not inlined through a
/// profile, so that its body keeps its natural cost.
/// </summary>
internal sealed class CallEmitter
{
    private static readonly FieldInfo InstanceField = typeof(CallFrame).GetField(nameof(CallFrame.Instance))!;
    private static readonly FieldInfo ArgumentsField = typeof(CallFrame).GetField(nameof(CallFrame.Arguments))!;

    private readonly MemberInfo member;
    private readonly Type returned;
    private readonly Type[] parameters;
    private readonly Lazy<DynamicMethod> stub;

    public CallEmitter(MemberInfo member)
    {
        this.member = member;
        returned = Returned(member);
        parameters = member switch
        {
            FieldInfo field => [field.FieldType],
            MethodBase method => [.. method.GetParameters().Select(p => p.ParameterType)],
            _ => throw new InvalidOperationException($"{member} cannot be called"),
        };
        stub = new(Emit);
    }

    /// <summary><see cref="Action"/> for void, else <see cref="Func{TResult}"/> of the exact return type.</summary>
    private Type DelegateType => returned == typeof(void) ? typeof(Action) : typeof(Func<>).MakeGenericType(returned);

    /// <summary>A call on what the frame holds at the time of the call.</summary>
    public Delegate Close(CallFrame frame) => stub.Value.CreateDelegate(DelegateType, frame);

    /// <summary>A call on one object for good: without arguments, straight to the method.</summary>
    public Delegate Close(CallFrame frame, object instance)
    {
        frame.Instance = instance;
        return parameters.Length == 0 && member is MethodInfo { IsStatic: false } method && method.ReturnType == returned
            ? method.CreateDelegate(DelegateType, instance)
            : Close(frame);
    }

    /// <summary>A value type is kept in a typed box, from which a call reads it with one plain load; so is what is passed by reference.</summary>
    /// <param name="values">One per parameter, of its type.</param>
    public object?[] Store(IReadOnlyList<object?> values) => [.. values.Select((v, i) => Store(parameters[i], v))];

    private static object? Store(Type type, object? value)
    {
        if (!type.IsValueType && !type.IsByRef)
            return value;
        var box = (IStrongBox)Activator.CreateInstance(BoxOf(type))!;
        if (value is not null)
            box.Value = value;
        return box;
    }

    private static Type BoxOf(Type type) => typeof(StrongBox<>).MakeGenericType(type.IsByRef ? type.GetElementType()! : type);

    /// <summary>A reference is followed; what cannot leave a stack (a span, a pointer) is dropped.</summary>
    private static Type Returned(MemberInfo member)
    {
        if (member is ConstructorInfo constructor)
            return constructor.DeclaringType!;
        if (member is not MethodInfo method)
            return typeof(void);
        var type = method.ReturnType.IsByRef ? method.ReturnType.GetElementType()! : method.ReturnType;
        return type.IsByRefLike || type.IsPointer || type.IsFunctionPointer ? typeof(void) : type;
    }

    private DynamicMethod Emit()
    {
        var dynamic = new DynamicMethod("call " + member.Name, returned, [typeof(CallFrame)], typeof(CallFrame).Module, skipVisibility: true);
        var il = dynamic.GetILGenerator();
        if (member is FieldInfo { IsStatic: false } or MethodInfo { IsStatic: false })
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, InstanceField);
            if (member.DeclaringType!.IsValueType)
                il.Emit(OpCodes.Unbox, member.DeclaringType);
        }
        for (var i = 0; i < parameters.Length; i++)
            EmitArgument(il, i, parameters[i]);
        EmitCall(il);
        il.Emit(OpCodes.Ret);
        return dynamic;
    }

    private void EmitCall(ILGenerator il)
    {
        if (member is FieldInfo field)
            il.Emit(field.IsStatic ? OpCodes.Stsfld : OpCodes.Stfld, field);
        else if (member is ConstructorInfo constructor)
            il.Emit(OpCodes.Newobj, constructor);
        else if (member is MethodInfo method)
        {
            il.Emit(method.IsVirtual && !method.DeclaringType!.IsValueType ? OpCodes.Callvirt : OpCodes.Call, method);
            if (returned == typeof(void) && method.ReturnType != typeof(void))
                il.Emit(OpCodes.Pop);
            else if (method.ReturnType.IsByRef)
                il.Emit(OpCodes.Ldobj, returned);
        }
    }

    private static void EmitArgument(ILGenerator il, int index, Type type)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, ArgumentsField);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelem_Ref);
        if (type.IsByRef)
            il.Emit(OpCodes.Ldflda, BoxOf(type).GetField(nameof(StrongBox<>.Value))!);
        else if (type.IsValueType)
            il.Emit(OpCodes.Ldfld, BoxOf(type).GetField(nameof(StrongBox<>.Value))!);
    }
}

/// <summary>What an emitted call is closed over. Used by one thread; exchanged between its calls only.</summary>
internal sealed class CallFrame
{
    public object? Instance;
    public object?[] Arguments = [];
}
