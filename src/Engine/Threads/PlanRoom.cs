using System.Text;
using Threadmill.Engine.Journal;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Topology;

namespace Threadmill.Engine.Threads;

/// <summary>How large a journal a plan needs: its texts stand there as a plan, as the run that came of it, and with each thread.</summary>
public static class PlanRoom
{
    /// <param name="besides">Texts that are written down with it: the plan itself, the words of the command line.</param>
    /// <exception cref="ProblemException">There are longer texts in it than a journal takes.</exception>
    public static JournalShape Of(RunPlan plan, params IEnumerable<string> besides)
    {
        var bytes = (2 * besides.Total(Bytes)) + plan.Specs.Total(s => s.Threads * BytesOf(s));
        if (bytes > RecordLog.MaxPayload)
            throw new ProblemException(Problem.Invalid(
                $"the arguments of all threads together are too long ({bytes / 1_000_000} MB of at most {RecordLog.MaxPayload / 1_000_000} in a run's journal); give long texts as @FILE"));
        return JournalShape.For((int)plan.Specs.Total(s => s.Threads), plan.Specs.Any(s => s.Rate is not null), CpuTopology.PossibleBits(), bytes);
    }

    private static long BytesOf(ThreadSpec spec) => spec.Args.Total(Bytes) + spec.Kwargs.Total(k => Bytes(k.Key) + Bytes(k.Value)) + Bytes(spec.Name ?? "") + Bytes(spec.Group);

    private static long Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
