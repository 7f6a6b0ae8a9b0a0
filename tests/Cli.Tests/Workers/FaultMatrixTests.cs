using System.Text;
using Xunit;

namespace Cli.Tests.Workers;

/// <summary>
/// Every fault strikes beside healthy threads: one that has ended by then is reported completed, one that loops has its ops.
/// The table in tests/README.md is written from the same list.
/// </summary>
public sealed class FaultMatrixTests
{
    public sealed record Fault(string Name, string Words, string Outcome, int Code, bool KillsWorker = false, string Options = "", bool OnLinuxOnly = false, string Told = "", int NeedsCapability = -1);

    /// <summary>A plugin that cannot be loaded: nothing is started, what it is is told.</summary>
    public sealed record LoadFault(string Name, string How, string Words, int Code, string Told);

    /// <summary>A fault that no workload commits alone.</summary>
    /// <param name="Test">Where it is committed, since each needs a stage of its own.</param>
    public sealed record OutsideFault(string Name, int Code, string Told, string Test);

    private const int SysTime = 25;

    private static readonly OutsideFault[] OutsideFaults =
    [
        new("SIGKILL to the supervisor, then `recover`", 4, "the worker ends itself; what had ended is completed, what looped has its ops", nameof(RecoverTests.When_the_supervisor_is_killed_the_worker_ends_itself_and_recover_makes_the_result)),
        new("100,000 threads asked for", 4, "those run for which there is room, the others are reported not started", nameof(Of_100000_threads_those_run_for_which_there_is_room)),
        new("two plugins of one name", 0, "the one that was named is run, and its path told", nameof(Of_two_plugins_of_one_name_the_one_that_was_named_is_run)),
    ];

    private static readonly LoadFault[] LoadFaults =
    [
        new("missing dependency", "dependency", "::new.json", 1, "Newtonsoft.Json"),
        new("wrong architecture", "machine", "::sleep 1ms", 3, "not a .NET assembly for this machine"),
        new("corrupt DLL", "cut", "::sleep 1ms", 3, "damaged"),
        new("native library, not .NET", "native", "::sleep 1ms", 3, "not a .NET assembly"),
        new("text, not .NET", "text", "::sleep 1ms", 3, "not a .NET assembly"),
        new("contract newer than the tool's", "contract", "::sleep 1ms", 3, "version 99"),
        new("type initialiser of the module fails", "initialiser", "::rigged.call", 1, "the fuse burnt"),
        new("its code throws where it reads an argument", "initialiser", "::rigged.call throw", 2, "the fuse burnt"),
        new("its code ends the process where it reads an argument", "initialiser", "::rigged.call exit", 4, "no thread was started"),
        new("its code hangs where it reads an argument", "initialiser", "::rigged.call hang --timeout 100ms --grace 0s", 4, "at Rigged.Trigger.Parse"),
    ];

    private static readonly Fault[] Faults =
    [
        new("exception in a static constructor", "fault.static-constructor", "faulted", 1),
        new("exception in a constructor", "fault.construct", "faulted", 1),
        new("exception in the operation, first call", "fault.throw after=300ms", "faulted", 1),
        new("exception in the operation, millionth call", "fault.throw-at at=1M --ops 2M", "faulted", 1),
        new("exception in Dispose", "fault.dispose", "faulted", 1),
        new("failed check", "fault.check", "completed", 5),
        new("exception in an async continuation", "fault.async", "faulted", 1),
        new("exception in async void", "fault.async-void", "completed", 1),
        new("exception in a finalizer", "fault.finalizer", "completed", 1),
        new("exception on a thread of the workload's own", "fault.thread", "completed", 1),
        new("exception in a pool item", "fault.pool", "completed", 1),
        new("exception whose Message and StackTrace throw", "fault.message", "faulted", 1),
        new("exception with a message of 50 MB", "fault.huge-message", "faulted", 1),
        new("stack overflow", "fault.overflow", "crashed", 4, KillsWorker: true, Told: "'fault' was in call 1"),
        new("Environment.Exit(0)", "fault.exit", "crashed", 4, KillsWorker: true, Told: "'fault' was in call 1"),
        new("Environment.Exit(7)", "fault.exit 7", "crashed", 4, KillsWorker: true),
        new("Environment.FailFast", "fault.fail-fast", "crashed", 4, KillsWorker: true, Told: "'fault' was in call 1"),
        new("abort()", "fault.abort", "crashed", 4, KillsWorker: true, OnLinuxOnly: true),
        new("null write in native code", "fault.null-write", "crashed", 4, KillsWorker: true, OnLinuxOnly: true),
        new("SIGKILL", "fault.signal 9", "crashed", 4, KillsWorker: true, OnLinuxOnly: true),
        new("SIGSEGV sent by a process (the runtime ignores it)", "fault.signal 11", "completed", 0, OnLinuxOnly: true),
        new("SIGTERM to the worker", "fault.signal 15", "completed", 0, OnLinuxOnly: true),
        new("endless loop that ignores the token", "fault.spin", "abandoned", 4, Options: "--timeout 1500ms --grace 400ms"),
        new("Thread.Sleep(Infinite)", "fault.hang", "timedOut", 4, Options: "--timeout 1500ms --grace 400ms"),
        new("deadlock of two", "fault.deadlock -t 2 --group dead", "timedOut", 4, Options: "--timeout 1500ms --grace 400ms", Told: "a deadlock of 2: '"),
        new("deadlock of three", "fault.deadlock -t 3 --group dead", "timedOut", 4, Options: "--timeout 1500ms --grace 400ms", Told: "a deadlock of 3: '"),
        new("lock never released", "fault.lock-kept -t 2 --group kept", "timedOut", 4, Options: "--timeout 1500ms --grace 400ms", Told: "held by a thread that has ended"),
        new("blocked native read", "fault.blocked-read", "abandoned", 4, Options: "--timeout 1500ms --grace 400ms", OnLinuxOnly: true),
        new("swallows ThreadInterruptedException", "fault.swallow", "abandoned", 4, Options: "--timeout 1500ms --grace 400ms"),
        new("out of memory by big arrays", "fault.big-arrays", "crashed", 4, KillsWorker: true, Options: "--max-memory 400M"),
        new("out of memory by small objects", "fault.small-objects", "crashed", 4, KillsWorker: true, Options: "--max-memory 400M"),
        new("out of native memory", "fault.native-memory", "crashed", 4, KillsWorker: true, Options: "--max-memory 400M"),
        new("closes stdout and stderr", "fault.close-streams", "completed", 0),
        new("redirects the console", "fault.redirect", "completed", 0),
        new("changes culture, folder, thread name, affinity, priority", "fault.change", "completed", 0),
        new("changes the wall clock", "fault.wall-clock", "completed", 0, OnLinuxOnly: true, NeedsCapability: SysTime),
    ];

    public static TheoryData<string> Names => [.. Faults.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fault_costs_its_own_thread_and_what_the_process_takes_with_it(string name)
    {
        var fault = Faults.Single(f => f.Name == name);
        if ((fault.OnLinuxOnly && OperatingSystem.IsWindows()) || !HasCapability(fault.NeedsCapability))
            return;
        var ran = Tool.Run(["run", .. $"{fault.Words} --name fault : sleep 20ms --name done : cpu.spin 1ms --name loop --duration {(fault.KillsWorker ? "30s" : "1200ms")} --warmup 0s {fault.Options} --json".Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.True(ran.Code == fault.Code, $"exit {ran.Code}, expected {fault.Code}\n{ran.Out}\n{ran.Err}");
        var threads = ran.Json.GetProperty("threads").EnumerateArray().ToArray();
        var healthy = threads[^2..];
        Assert.True(threads[..^2].Any(t => t.GetProperty("outcome").GetString() == fault.Outcome), $"nobody is {fault.Outcome}\n{ran.Out}\n{ran.Err}");
        Assert.Equal("completed", healthy[0].GetProperty("outcome").GetString());
        Assert.Equal(1, healthy[0].GetProperty("ops").GetInt64());
        Assert.Equal(fault.KillsWorker ? "crashed" : "completed", healthy[1].GetProperty("outcome").GetString());
        Assert.InRange(healthy[1].GetProperty("ops").GetInt64(), 20, 30_000);
        Assert.Equal(fault.Code, ran.Json.GetProperty("run").GetProperty("exitCode").GetInt32());
        if (!fault.KillsWorker)
            Assert.InRange(healthy[1].GetProperty("wallNs").GetInt64(), 1_200_000_000, 50_000_000_000);
        if (fault.Outcome == "faulted" || fault.Code == 1)
            Assert.NotEmpty(ran.Json.GetProperty("exceptions").EnumerateArray());
        if (fault.KillsWorker)
            Assert.Contains(ran.Json.GetProperty("workers").EnumerateArray(), w => $"{w.GetProperty("signal")}{w.GetProperty("crashText")}{w.GetProperty("limitHit")}{w.GetProperty("exitCode")}".Length > 0);
        Assert.Contains(ran.Json.GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("message").GetString()!).Append(""), d => d.Contains(fault.Told, StringComparison.Ordinal));
        if (fault.Name is "stack overflow" or "Environment.FailFast")
            Assert.Equal(0, ran.Json.GetProperty("workers")[0].GetProperty("crashedBy").GetInt32());
        if (fault.Outcome == "abandoned")
            Assert.Contains(ran.Json.GetProperty("diagnostics").EnumerateArray(), d => d.GetProperty("code").GetString() == "stack");
    }

    public static TheoryData<string> LoadNames => [.. LoadFaults.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(LoadNames))]
    public void A_plugin_that_cannot_be_loaded_is_told_by_what_is_wrong_with_it(string name)
    {
        var fault = LoadFaults.Single(f => f.Name == name);
        using var folder = new Folder();
        var ran = new Tool().With("RIGGED_LOAD", fault.Code == 1 ? "throw" : null).Start(["run", .. $"{BrokenPlugin.Make(fault.How, folder.Path)}{fault.Words}".Split(' ')]).End();
        Assert.True(ran.Code == fault.Code, $"exit {ran.Code}, expected {fault.Code}\n{ran.Out}\n{ran.Err}");
        Assert.Contains(fault.Told, ran.Out + ran.Err, StringComparison.Ordinal);
        Assert.Equal(0, Tool.Run("run", "nop", "--plugin", folder.Path, "--quiet").Code);
    }

    /// <summary>As capabilities(7) numbers them.</summary>
    private static bool HasCapability(int number) => number < 0 || (File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").First(l => l.StartsWith("CapEff:", StringComparison.Ordinal)).Split('\t')[1] is var mask
        && (Convert.ToUInt64(mask, 16) >> number & 1) == 1);

    [Fact]
    public void Of_two_plugins_of_one_name_the_one_that_was_named_is_run()
    {
        using var folder = new Folder();
        var mine = BrokenPlugin.Make("twice", folder.Path);
        var ran = Tool.Run("run", "--plugin", mine, "sleep", "1ms", "--json");
        Assert.Equal(mine, ran.Json.GetProperty("plugins")[0].GetProperty("path").GetString());
    }

    [Fact]
    public void Of_100000_threads_those_run_for_which_there_is_room()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return;
        // A machine with little room keeps this short.
        using var folder = new Folder();
        var limit = Path.Combine(folder.Path, "max_map_count");
        File.WriteAllText(limit, "8000\n");
        var ran = new Tool().StartAs("unshare", "-m", "sh", "-c", $"mount --bind '{limit}' /proc/sys/vm/max_map_count && exec {Tool.Shell} run nop -t 100000").End();
        if (ran.Err.Contains("unshare:", StringComparison.Ordinal) || ran.Err.Contains("mount:", StringComparison.Ordinal))
            return;
        Assert.Equal(4, ran.Code);
        Assert.Contains("of 100000 threads (vm.max_map_count is 8000", ran.Out, StringComparison.Ordinal);
        Assert.Matches(@"notStarted: 100000 threads, [1-9]\d* completed", ran.Out);
    }

    [Fact]
    public void The_table_in_the_README_is_this_list()
    {
        var table = new StringBuilder("| fault | its thread | exit | takes the worker with it |\n|---|---|---|---|\n");
        foreach (var fault in Faults)
            table.Append($"| {fault.Name} | {fault.Outcome} | {fault.Code} | {(fault.KillsWorker ? "yes" : "no")} |\n");
        table.Append("\nA plugin that cannot be loaded, or fails while it is, stops the run that wanted it, and no other:\n\n| fault | exit | what is told |\n|---|---|---|\n");
        foreach (var fault in LoadFaults)
            table.Append($"| {fault.Name} | {fault.Code} | … {fault.Told} … |\n");
        table.Append("\nWhat no workload can do alone:\n\n| fault | exit | what comes of it |\n|---|---|---|\n");
        foreach (var fault in OutsideFaults)
            table.Append($"| {fault.Name} | {fault.Code} | {fault.Told} |\n");
        var readme = Path.Combine(Tool.Root, "tests", "README.md");
        var text = File.ReadAllText(readme).ReplaceLineEndings("\n");
        const string heading = "| fault | its thread |";
        var from = text.IndexOf(heading, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("RENEW_FAULT_MATRIX") is not null)
            File.WriteAllText(readme, text[..from] + table);
        else
            Assert.True(text[from..] == table.ToString(), $"the fault matrix in {readme} is not that of the tests; set RENEW_FAULT_MATRIX=1 and run this test to write it anew");
    }
}
