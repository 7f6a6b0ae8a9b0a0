using Threadmill.Engine.Results;

namespace Threadmill.Testing;

/// <summary>A test run did not pass; the message tells every thread's end, every exception and every failed check.</summary>
public sealed class WorkloadFailedException : Exception
{
    internal WorkloadFailedException(WorkloadResult result)
        : base(Text(result), result.Exceptions.Select(t => t.Exception).Concat(result.FailedChecks).FirstOrDefault()) => Result = result;

    /// <summary>What came of the run.</summary>
    public WorkloadResult Result { get; }

    private static string Text(WorkloadResult result) => string.Join('\n', (string[])[
        $"the run would exit with {result.ExitCode}",
        .. result.Threads.Where(t => t.Outcome != Outcome.Completed).Select(t => $"{t.Name}: {t.Outcome} after {t.Ops} ops"),
        .. result.Exceptions.GroupBy(t => (Type: t.Exception.GetType(), t.Exception.Message, t.Phase))
            .Select(k => $"{k.Count()} × {k.Key.Type.Name} in {k.Key.Phase}: {k.Key.Message}"),
        .. result.FailedChecks.Select(c => $"check failed: {c.Message}")]);
}
