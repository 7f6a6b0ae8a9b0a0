namespace Threadmill.Engine.Journal;

/// <summary>What an appended record of the journal holds; the numbers are part of the file format.</summary>
public enum RecordKind
{
    Run = 1,
    Exception = 2,
    Metric = 3,
    Returned = 4,
    Diagnostic = 5,
    Rung = 6,
    Worker = 7,
    WorkerExit = 8,
    Plan = 9,
    Problem = 10,
    Runtime = 11,
}
