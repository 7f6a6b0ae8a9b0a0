namespace Threadmill.Plugins.Io;

/// <summary>Runs a command to its end, without a shell; it reads nothing, and what it writes is discarded.</summary>
internal abstract class CommandRunner
{
    public static CommandRunner Of(string[] command) =>
        OperatingSystem.IsWindows() ? new ProcessRunner(command) : new SpawnRunner(command);

    /// <param name="stop">Kills the command.</param>
    /// <exception cref="FileNotFoundException">There is no such command.</exception>
    public abstract ChildExit Run(CancellationToken stop);
}
