using System.Globalization;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Threads;

/// <summary>
/// A frame at the bottom of a thread's stack that bears the thread's index. When a stack overflows or the process fails
/// fast, the runtime prints the stack but not whose it is: by this frame it says that too.
/// </summary>
public static class ThreadMark
{
    private const string Prefix = "thread ";
    private const string Shown = "DynamicClass." + Prefix;

    /// <summary>Compiles the frame, so that the thread need not do it in its first moments.</summary>
    internal static ThreadStart Around(Action body, int index)
    {
        var mark = new DynamicMethod(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}"), null, [typeof(Action)], typeof(ThreadMark).Module);
        var il = mark.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Callvirt, typeof(Action).GetMethod(nameof(Action.Invoke))!);
        // Something comes after the call, else the frame would be gone by the time it is made.
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(GC).GetMethod(nameof(GC.KeepAlive))!);
        il.Emit(OpCodes.Ret);
        var run = mark.CreateDelegate<ThreadStart>(body);
        RuntimeHelpers.PrepareDelegate(run);
        return run;
    }

    /// <summary>The index in a line of a stack as the runtime prints it; null: the frame is another.</summary>
    public static int? IndexIn(string line)
    {
        var at = line.IndexOf(Shown, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var digits = line.AsSpan(at + Shown.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
