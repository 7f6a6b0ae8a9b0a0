using System.Collections.Immutable;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Results;
using Threadmill.Engine.Threads;

namespace Threadmill.Testing;

/// <summary>What came of a <see cref="WorkloadTest"/>: outcomes, values, exceptions and checks as objects, all figures as the tool reports them.</summary>
public sealed class WorkloadResult
{
    private readonly RunObjects objects;

    internal WorkloadResult(RunResult document, RunObjects objects)
    {
        this.objects = objects;
        Document = document;
        Threads = [.. document.Threads.Select(t => new ThreadReport(t, objects.Returned.GetValueOrDefault(t.Index)))];
        Exceptions = [.. objects.Thrown.Where(t => t.Phase != FailurePhase.Check)];
        FailedChecks = [.. objects.Thrown.Where(t => t.Phase == FailurePhase.Check).Select(t => t.Exception)];
    }

    /// <summary>The whole result, as <c>threadmill run --json</c> writes it.</summary>
    public RunResult Document { get; }

    /// <summary>How the run ended: its worst thread's outcome.</summary>
    public Outcome Outcome => Document.Run.Outcome;

    /// <summary>What <c>threadmill run</c> would exit with: 0 only if every thread completed and every check holds.</summary>
    public int ExitCode => Document.Run.ExitCode;

    /// <summary>In the order of the specs.</summary>
    public ImmutableArray<ThreadReport> Threads { get; }

    /// <summary>Calls that ended without exception, over all threads.</summary>
    public long Ops => Document.Totals.Ops;

    /// <summary>Every exception that escaped from a constructor, an operation or a disposal, with its thread and call.</summary>
    public ImmutableArray<ThrownObject> Exceptions { get; }

    /// <summary>What the <c>[Check]</c> methods that failed threw.</summary>
    public ImmutableArray<Exception> FailedChecks { get; }

    /// <summary>The object of that type that a group shared, checked and disposed by now.</summary>
    /// <exception cref="InvalidOperationException">No group, or more than one, shared such an object.</exception>
    public TShared Shared<TShared>() => objects.Shared.OfType<TShared>().ToArray() is [var only]
        ? only
        : throw new InvalidOperationException($"{objects.Shared.OfType<TShared>().Count()} objects of type {typeof(TShared).Name} were shared; shared were: {string.Join(", ", objects.Shared.Select(s => s.GetType().Name).DefaultIfEmpty("none"))}");

    /// <summary>Returns the same result if all is well, so that it can end the line that runs a test.</summary>
    /// <exception cref="WorkloadFailedException">A thread did not complete, an exception escaped, or a check failed; the message tells all of them.</exception>
    public WorkloadResult EnsurePassed() => ExitCode == 0 ? this : throw new WorkloadFailedException(this);
}
