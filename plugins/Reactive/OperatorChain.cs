using System.Globalization;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Threadmill.Plugins.Reactive;

/// <summary>Sends an item down a chain of operators: what each of them costs.</summary>
[Workload("rx.chain")]
public sealed class OperatorChain : IDisposable
{
    private readonly Subject<long> head = new();
    private readonly IDisposable subscription;
    private readonly int operators;
    private long sent;
    private long arrived;

    /// <param name="operators">Operators between source and observer, half of them <c>Select</c> and half <c>Where</c>; 0 or more.</param>
    public OperatorChain(int operators = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(operators);
        this.operators = operators;
        IObservable<long> chain = head;
        for (int i = 0; i < operators; i++)
            chain = i % 2 == 0 ? chain.Select(item => item + 1) : chain.Where(item => item > 0);
        subscription = chain.Subscribe(item => arrived = item);
    }

    /// <returns>What came out at the other end.</returns>
    [Operation]
    public long Send()
    {
        head.OnNext(++sent);
        return arrived;
    }

    /// <summary>What came out last went through every operator.</summary>
    [Check]
    public void EveryOperatorWasPassed()
    {
        long expected = sent == 0 ? 0 : sent + ((operators + 1) / 2);
        if (arrived != expected)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"item {sent} came out as {arrived}, not as {expected}"));
    }

    public void Dispose()
    {
        subscription.Dispose();
        head.Dispose();
    }
}
