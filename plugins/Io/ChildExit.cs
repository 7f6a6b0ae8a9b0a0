namespace Threadmill.Plugins.Io;

/// <summary>How a command ended, and what it used.</summary>
/// <param name="Code">Its exit code; of no account if a signal ended it.</param>
/// <param name="Signal">The signal that ended it, 0 for none.</param>
internal readonly record struct ChildExit(int Code, int Signal, TimeSpan User, TimeSpan System);
