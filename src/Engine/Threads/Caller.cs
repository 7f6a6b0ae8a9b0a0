using System.Collections.Immutable;
using System.Reflection;
using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Threads;

/// <summary>Makes delegates that call on one object. The object can be exchanged between calls: all its delegates then call on the new one.</summary>
/// <param name="valueOf">The value that a parameter has on this thread.</param>
/// <param name="synchronous">Makes an asynchronous call one that returns when the work is done.</param>
internal sealed class Caller(BoundTarget target, Func<ArgumentSource, object?> valueOf, Func<Delegate, Delegate> synchronous)
{
    private readonly List<CallFrame> frames = [];
    private object? instance;

    /// <summary>The object that is called on; null until there is one.</summary>
    public object? Instance
    {
        get => instance;
        set
        {
            instance = value;
            foreach (var frame in frames)
                frame.Instance = value;
        }
    }

    /// <summary>The target's call, on whatever object there is at the time.</summary>
    /// <param name="frame">Holds its arguments, for those who exchange them.</param>
    public Delegate Call(out CallFrame frame)
    {
        frame = Frame(target.Method, target.MethodArguments);
        return synchronous(target.EmitterOf(target.Method).Close(frame));
    }

    /// <summary>The target's call on the object that there is now, and no other.</summary>
    public Delegate CallForGood(out CallFrame frame)
    {
        frame = Frame(target.Method, target.MethodArguments);
        var emitter = target.EmitterOf(target.Method);
        return synchronous(instance is null ? emitter.Close(frame) : emitter.Close(frame, instance));
    }

    public Action Step(Step step) => Step(step.Method, step.Arguments);

    public Action Step(MethodBase method, ImmutableArray<ArgumentSource> arguments)
    {
        var call = synchronous(target.EmitterOf(method).Close(Frame(method, arguments)));
        return call as Action ?? Operation.Of(call).CallUntimed;
    }

    public Action Set(MemberValue value)
    {
        MemberInfo setter = value.Member is PropertyInfo property ? property.GetSetMethod(nonPublic: true)! : value.Member;
        var emitter = target.EmitterOf(setter);
        var frame = new CallFrame { Instance = instance, Arguments = emitter.Store([value.Value]) };
        frames.Add(frame);
        return (Action)emitter.Close(frame);
    }

    public Operation New(ConstructorInfo constructor, ImmutableArray<ArgumentSource> arguments) =>
        Operation.Of(target.EmitterOf(constructor).Close(Frame(constructor, arguments)));

    private CallFrame Frame(MethodBase method, ImmutableArray<ArgumentSource> arguments)
    {
        var frame = new CallFrame { Instance = instance, Arguments = target.EmitterOf(method).Store([.. arguments.Select(valueOf)]) };
        frames.Add(frame);
        return frame;
    }
}
