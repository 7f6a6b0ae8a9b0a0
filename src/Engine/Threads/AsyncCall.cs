using System.Reflection;
using System.Runtime.CompilerServices;

namespace Threadmill.Engine.Threads;

/// <summary>Lets a thread wait for the one asynchronous operation that it has under way.</summary>
internal interface IOperationWait
{
    /// <summary>To be called on completion, from any thread; the same delegate every time, so that nothing is allocated per operation.</summary>
    Action Completed { get; }

    /// <summary>Before an operation is waited for.</summary>
    void Begin();

    /// <summary>Returns once <see cref="Completed"/> was called.</summary>
    void Wait();
}

/// <summary>Turns an asynchronous operation into one that returns when the work is done, so that loops know one kind of call only.</summary>
internal static class AsyncCall
{
    public static bool IsAsync(Type returned) =>
        returned == typeof(ValueTask) || typeof(Task).IsAssignableFrom(returned) || IsValueTaskOf(returned);

    /// <summary>A call that starts the operation and waits for its end; what the operation throws comes through unwrapped.</summary>
    /// <param name="call">Returns a <see cref="Task"/> or <see cref="ValueTask"/> of any kind.</param>
    public static Delegate Waiting(Delegate call, IOperationWait wait)
    {
        var returned = call.GetType().GetGenericArguments()[0];
        if (returned == typeof(ValueTask))
            return OfValueTask((Func<ValueTask>)call, wait);
        if (IsValueTaskOf(returned))
            return Make(nameof(OfValueTaskOf), returned.GetGenericArguments()[0], call, wait);
        return ResultOf(returned) is { } result
            ? Make(nameof(OfTaskOf), result, call, wait)
            : OfTask((Func<Task>)call, wait);
    }

    private static bool IsValueTaskOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);

    /// <summary>The T of a Task&lt;T&gt; or of a type derived from one.</summary>
    private static Type? ResultOf(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
                return type.GetGenericArguments()[0];
        }
        return null;
    }

    private static Delegate Make(string kind, Type result, Delegate call, IOperationWait wait) =>
        (Delegate)typeof(AsyncCall).GetMethod(kind, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(result).Invoke(null, [call, wait])!;

    private static Func<T> OfTaskOf<T>(Func<Task<T>> start, IOperationWait wait) => () =>
    {
        var task = start();
        var awaiter = task.ConfigureAwait(false).GetAwaiter();
        Wait(awaiter, awaiter.IsCompleted, wait);
        ThrowIfSeveral(task);
        return awaiter.GetResult();
    };

    private static Action OfTask(Func<Task> start, IOperationWait wait) => () =>
    {
        var task = start();
        var awaiter = task.ConfigureAwait(false).GetAwaiter();
        Wait(awaiter, awaiter.IsCompleted, wait);
        ThrowIfSeveral(task);
        awaiter.GetResult();
    };

    private static Func<T> OfValueTaskOf<T>(Func<ValueTask<T>> start, IOperationWait wait) => () =>
    {
        var awaiter = start().ConfigureAwait(false).GetAwaiter();
        Wait(awaiter, awaiter.IsCompleted, wait);
        return awaiter.GetResult();
    };

    private static Action OfValueTask(Func<ValueTask> start, IOperationWait wait) => () =>
    {
        var awaiter = start().ConfigureAwait(false).GetAwaiter();
        Wait(awaiter, awaiter.IsCompleted, wait);
        awaiter.GetResult();
    };

    /// <summary>What a task of several (<see cref="Task.WhenAll(Task[])"/>) failed of; to await it would tell of the first only.</summary>
    private static void ThrowIfSeveral(Task task)
    {
        if (task.IsFaulted && task.Exception.InnerExceptions.Count > 1)
            throw task.Exception;
    }

    /// <summary>An operation that is complete when it returns never comes near the wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Wait<TAwaiter>(in TAwaiter awaiter, bool isCompleted, IOperationWait wait)
        where TAwaiter : struct, ICriticalNotifyCompletion
    {
        if (isCompleted)
            return;
        wait.Begin();
        awaiter.UnsafeOnCompleted(wait.Completed);
        wait.Wait();
    }
}

/// <summary>The thread waits and its continuations run on the pool: no context, no loop.</summary>
internal sealed class PoolWait : IOperationWait
{
    private readonly ManualResetEventSlim done = new();

    public PoolWait() => Completed = done.Set;

    public Action Completed { get; }

    public void Begin() => done.Reset();

    public void Wait() => done.Wait();
}
