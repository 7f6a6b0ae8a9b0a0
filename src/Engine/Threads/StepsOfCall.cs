using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Threads;

/// <summary>Puts a target's untimed steps round its call, on one thread: the next row of arguments, set-up, the call, a look at what it returned, clean-up.</summary>
/// <param name="frame">Of the target's call.</param>
/// <param name="firstRow">Threads begin with different rows.</param>
internal sealed class StepsOfCall(BoundTarget target, Caller caller, CallFrame frame, int firstRow)
{
    private readonly object?[][] rows = [.. target.Rows.Select(r => target.EmitterOf(target.Method).Store(r.Values))];
    private int row = firstRow - 1;
    private Operation? operation;

    /// <param name="first">Before all steps before the call.</param>
    /// <param name="last">After all steps after it.</param>
    public Operation Around(Delegate call, Action[] first, Action[] last)
    {
        Action[] before = [.. first, .. rows.Length > 0 ? new Action[] { NextRow } : [], .. target.Before.Select(caller.Step)];
        Action[] returned =
        [
            .. target.Rows.Any(r => r.HasExpected) ? new Action[] { Compare } : [],
            .. target.MakesDisposable ? new Action[] { DisposeReturned } : [],
        ];
        return operation = Operation.Of(call, new CallSteps(before, returned, [.. target.After.Select(caller.Step), .. last]));
    }

    private void NextRow()
    {
        row = (row + 1) % rows.Length;
        frame.Arguments = rows[row];
    }

    /// <exception cref="UnexpectedResultException">It is not what the row says.</exception>
    private void Compare()
    {
        var (wanted, returned) = (target.Rows[row], operation!.Returned);
        if (wanted.HasExpected && !AreEqual(returned, wanted.Expected))
            throw new UnexpectedResultException($"{target.Name}({string.Join(", ", wanted.Values)}) returned {returned ?? "null"}, expected {wanted.Expected ?? "null"}");
    }

    /// <summary>Numbers of different types are equal if their values are: attributes cannot hold all types.</summary>
    private static bool AreEqual(object? returned, object? expected) =>
        Equals(returned, expected)
        || (returned is IConvertible and not string && expected is IConvertible and not string && Convert.ToDecimal(returned, null) == Convert.ToDecimal(expected, null));

    private void DisposeReturned()
    {
        if (operation!.Returned is IAsyncDisposable asynchronous)
            asynchronous.DisposeAsync().AsTask().GetAwaiter().GetResult();
        else if (operation.Returned is IDisposable disposable)
            disposable.Dispose();
    }
}

/// <summary>A call with an expected result returned another.</summary>
public sealed class UnexpectedResultException(string message) : Exception(message);
