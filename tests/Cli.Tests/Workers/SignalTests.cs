using Xunit;

namespace Cli.Tests.Workers;

public sealed class SignalTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public void A_signal_stops_the_run_and_the_report_is_written(string signal, int code)
    {
        if (OperatingSystem.IsWindows() || IsIgnored(signal))
            return;
        var ran = Interrupted(signal, "run", "sleep", "1h", "-t", "2", "--verbose", "--json");
        Assert.Equal(code, ran.Code);
        Assert.Equal(["canceled", "canceled"], ran.Outcomes);
        Assert.Equal("canceled", ran.Json.GetProperty("run").GetProperty("outcome").GetString());
    }

    [Fact]
    public void In_process_as_well()
    {
        if (OperatingSystem.IsWindows() || IsIgnored("INT"))
            return;
        var ran = Interrupted("INT", "run", "sleep", "1h", "--isolate", "none", "--verbose", "--json");
        Assert.Equal(130, ran.Code);
        Assert.Equal(["canceled"], ran.Outcomes);
    }

    [Fact]
    public void A_second_signal_skips_the_grace()
    {
        if (OperatingSystem.IsWindows() || IsIgnored("INT"))
            return;
        // With its grace it would take an hour.
        var ran = Interrupted(["INT", "TERM"], "run", "fault.swallow", "after=0s", "--grace", "1h", "--verbose", "--json");
        // Both are heard on threads of their own: either may be the first.
        Assert.Contains(ran.Code, new[] { 130, 143 });
        Assert.Equal(["abandoned"], ran.Outcomes);
    }

    /// <summary>A terminal sends its signals to the worker too, in which the collector must not have swept away who hears them.</summary>
    [Fact]
    public void A_worker_that_has_collected_its_garbage_still_leaves_signals_to_its_supervisor()
    {
        if (!OperatingSystem.IsLinux() || IsIgnored("TERM"))
            return;
        using var folder = new Folder();
        using var running = Verbose(folder, "run", "System.Private.CoreLib.dll::GC.Collect", "--name", "collects", "--ops", "50", "--warmup", "0", ":", "sleep", "1h", "--verbose", "--json");
        UntilTold(folder, "collects: ended");
        Running.Signal(running.Children.Single(), "TERM");
        running.Signal("TERM");
        var ran = running.End();
        Assert.Equal((143, "completed", "canceled"), (ran.Code, ran.Outcomes[0], ran.Outcomes[1]));
    }

    /// <summary>Among hundreds of busy threads whoever wants a short turn is served first; the measured threads have turns like everybody's.</summary>
    [Fact]
    public void Who_hears_signals_and_tells_of_them_takes_short_turns()
    {
        if (!OperatingSystem.IsLinux() || Environment.OSVersion.Version < new Version(6, 12) || TurnNs("/proc/self") is not { } usual || IsIgnored("TERM"))
            return;
        using var running = new Tool().Start("run", "sleep", "1h", "--name", "measured", "--json");
        Running.Until(() => running.Children.SelectMany(Turns).Any(t => t.Name == "measured"), "the thread");
        Running.Until(() => Turns(running.Pid).Single(t => t.Name == ".NET SigHandler").Ns < usual, "short turns in the supervisor");
        var worker = running.Children.SelectMany(Turns).ToArray();
        running.Signal("TERM");
        Assert.Equal(143, running.End().Code);
        Assert.Equal(usual, worker.Single(t => t.Name == "measured").Ns);
        Assert.InRange(worker.Single(t => t.Name == "poll").Ns, 1, usual - 1);

        static (string Name, double Ns)[] Turns(int pid) => [.. Directory.GetDirectories($"/proc/{pid}/task").Select(t => (File.ReadAllText($"{t}/comm").Trim(), TurnNs(t) ?? 0))];

        static double? TurnNs(string task) => File.Exists($"{task}/sched") && Array.Find(File.ReadAllLines($"{task}/sched"), l => l.StartsWith("se.slice ", StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>A user of whom nobody else has processes may have 200 threads: the run wants more, and a signal needs one too.</summary>
    [Fact]
    public void Where_the_system_has_no_room_for_all_threads_a_signal_is_heard_all_the_same()
    {
        if (!OperatingSystem.IsLinux() || IsIgnored("TERM") || Environment.UserName != "root")
            return;
        using var folder = new Folder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)Convert.ToInt32("777", 8));
        using var running = Limited($"run sleep 1h -t 1000 --verbose --json 2>'{Errors(folder)}'");
        UntilTold(folder, ": running");
        var another = Limited("--version").End();
        running.Signal("TERM");
        var ran = running.End();
        Assert.Equal((0, 143), (another.Code, ran.Code));
        Assert.Contains("notStarted", ran.Outcomes);
        Assert.Contains("canceled", ran.Outcomes);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.journal"));

        Running Limited(string words) => new Tool().With("HOME", folder.Path).With("THREADMILL_TMPDIR", folder.Path).In(folder.Path)
            .StartAs("setpriv", "--reuid", "23457", "--regid", "23457", "--clear-groups", "bash", "-c", $"ulimit -u 200; exec {Tool.Shell} {words}");
    }

    /// <summary>A shell starts background jobs with some signals ignored, and what is ignored is inherited.</summary>
    private static bool IsIgnored(string signal)
    {
        var number = signal switch { "HUP" => 1, "INT" => 2, _ => 15 };
        return OperatingSystem.IsLinux()
            && File.ReadLines("/proc/self/status").First(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1] is var mask
            && (Convert.ToUInt64(mask, 16) >> (number - 1) & 1) == 1;
    }

    private static Ran Interrupted(string signal, params string[] words) => Interrupted([signal], words);

    private static Ran Interrupted(string[] signals, params string[] words)
    {
        using var folder = new Folder();
        using var running = Verbose(folder, words);
        UntilTold(folder, ": running");
        Array.ForEach(signals, running.Signal);
        return running.End();
    }

    /// <summary>Tells its steps in a file of the folder.</summary>
    private static Running Verbose(Folder folder, params string[] words) =>
        new Tool().StartAs("bash", "-c", $"exec {Tool.Shell} {string.Join(' ', words.Select(w => $"'{w}'"))} 2>'{Errors(folder)}'");

    private static void UntilTold(Folder folder, string step) =>
        Running.Until(() => File.Exists(Errors(folder)) && File.ReadAllText(Errors(folder)).Contains(step, StringComparison.Ordinal), step);

    private static string Errors(Folder folder) => Path.Combine(folder.Path, "err");
}
