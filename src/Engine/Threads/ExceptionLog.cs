using System.Reflection;
using Threadmill.Engine.Journal;

namespace Threadmill.Engine.Threads;

/// <summary>
/// What one thread threw. The first of a kind (type, message, method that threw, phase) is appended whole to the journal;
/// later ones only count up its cell there. Used by its own thread only.
/// </summary>
internal sealed class ExceptionLog(JournalWriter journal, int thread, string group)
{
    private readonly Dictionary<Kind, int> cells = [];

    public long Count { get; private set; }

    /// <summary>The last cell counts all kinds for which no cell was left; no record tells of it.</summary>
    private int Overflow => journal.Shape.ExceptionCells - 1;

    /// <param name="op">The call that threw, from 1; 0 outside operations.</param>
    public unsafe void Add(Exception e, FailurePhase phase, long op)
    {
        Count++;
        var kind = Kind.Of(e, phase);
        if (!cells.TryGetValue(kind, out var cell))
        {
            cell = cells.Count;
            if (cell == Overflow)
            {
                ++*journal.ExceptionCell(thread, Overflow);
                return;
            }
            cells.Add(kind, cell);
            journal.Append(new ExceptionFacts
            {
                Thread = thread,
                Group = group,
                Cell = cell,
                Phase = phase,
                Op = op,
                Running = journal.CountRunning(),
                Thrown = ThrownText.Of(e),
            });
        }
        ++*journal.ExceptionCell(thread, cell);
    }

    private sealed record Kind(Type Type, string Message, MethodBase? Site, FailurePhase Phase)
    {
        public static Kind Of(Exception e, FailurePhase phase)
        {
            try
            {
                return new(e.GetType(), e.Message, e.TargetSite, phase);
            }
            catch (Exception)
            {
                // The exception's own members throw: its type is all that can be told apart.
                return new(e.GetType(), "", null, phase);
            }
        }
    }
}
