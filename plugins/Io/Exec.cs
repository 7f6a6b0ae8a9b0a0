using System.Globalization;

namespace Threadmill.Plugins.Io;

/// <summary>
/// Runs an external command and waits for its end: an operation is a process. There is no shell; the command reads nothing and
/// what it writes is discarded. An exit code other than 0 fails the operation.
/// </summary>
/// <remarks>
/// The command inherits the thread's CPUs. A stop kills it. Metrics of each call: <c>user ns</c> and <c>system ns</c>, its CPU time
/// with that of the children it waited for.
/// </remarks>
[Workload("exec")]
public sealed class Exec
{
    private readonly WorkloadThread me;
    private readonly CommandRunner runner;
    private readonly string name;

    /// <param name="command">The command, a path or a name on PATH, and its arguments, each as it is; those that look like options of the tool after <c>--</c>.</param>
    public Exec(WorkloadThread me, params string[] command)
    {
        if (command.Length == 0)
            throw new ArgumentException("a command is wanted, such as: exec ls /", nameof(command));
        this.me = me;
        name = command[0];
        runner = CommandRunner.Of(command);
    }

    /// <returns>The CPU time that the command used, in ns.</returns>
    /// <exception cref="InvalidOperationException">It did not end well: the message says how.</exception>
    [Operation]
    public double Run()
    {
        var exit = runner.Run(me.StopToken);
        if (exit.Signal != 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"'{name}' was ended by signal {exit.Signal}"));
        if (exit.Code != 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"'{name}' exited with code {exit.Code}"));
        me.Report("user ns", exit.User.TotalNanoseconds);
        me.Report("system ns", exit.System.TotalNanoseconds);
        return (exit.User + exit.System).TotalNanoseconds;
    }
}
