using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace Threadmill.Engine.Targets;

/// <summary>Where tests write to: real objects for <c>ITestOutputHelper</c>, <c>TestContext</c> and the like, whose texts come out on the console.</summary>
public static class TestOutput
{
    private static readonly Dictionary<Type, object> Made = [];

    /// <summary>Set before anything is bound.</summary>
    public static TextWriter Writer { get; set; } = TextWriter.Null;

    public static void Write(string text) => Writer.Write(text);

    public static void WriteLine(string text) => Writer.WriteLine(text);

    /// <summary>An object of an interface or abstract class that we know only by name: what it is told to write is written, all else does nothing.</summary>
    internal static object For(Type wanted)
    {
        lock (Made)
        {
            if (!Made.TryGetValue(wanted, out var made))
                Made.Add(wanted, made = Activator.CreateInstance(Emit(wanted))!);
            return made;
        }
    }

    private static Type Emit(Type wanted)
    {
        using var context = AssemblyLoadContext.EnterContextualReflection(wanted.Assembly);
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Threadmill.TestOutput." + wanted.Name), AssemblyBuilderAccess.Run).DefineDynamicModule("main");
        var type = module.DefineType("Console" + wanted.Name, TypeAttributes.Public | TypeAttributes.Sealed, wanted.IsInterface ? typeof(object) : wanted, wanted.IsInterface ? [wanted] : []);
        var methods = wanted.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Concat(wanted.IsInterface ? wanted.GetInterfaces().SelectMany(i => i.GetMethods()) : []);
        foreach (var method in methods.Where(m => m.IsAbstract))
            Implement(type, method);
        return type.CreateType();
    }

    private static void Implement(TypeBuilder type, MethodInfo method)
    {
        var parameters = method.GetParameters().Select(p => p.ParameterType).ToArray();
        var builder = type.DefineMethod(method.Name, (method.Attributes & ~(MethodAttributes.Abstract | MethodAttributes.NewSlot)) | MethodAttributes.HideBySig, method.ReturnType, parameters);
        var il = builder.GetILGenerator();
        if (method.Name is nameof(Write) or nameof(WriteLine) && parameters is [var first, ..] && first == typeof(string))
        {
            il.Emit(OpCodes.Ldarg_1);
            if (parameters is [_, var second] && second == typeof(object[]))
            {
                il.Emit(OpCodes.Ldarg_2);
                il.Emit(OpCodes.Call, typeof(string).GetMethod(nameof(string.Format), [typeof(string), typeof(object[])])!);
            }
            il.Emit(OpCodes.Call, typeof(TestOutput).GetMethod(method.Name, [typeof(string)])!);
        }
        if (method.ReturnType != typeof(void))
        {
            var local = il.DeclareLocal(method.ReturnType);
            il.Emit(OpCodes.Ldloc, local);
        }
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(builder, method);
    }
}
