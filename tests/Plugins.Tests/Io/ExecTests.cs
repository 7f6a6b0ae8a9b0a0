using Threadmill;
using Threadmill.Plugins.Io;

namespace Plugins.Tests.Io;

public sealed class ExecTests
{
    [UnixFact]
    public void Exit_code_zero_is_success_and_its_cpu_time_is_known()
    {
        var metrics = new Dictionary<string, double>();
        var exec = new Exec(new WorkloadThread(report: (name, value) => metrics[name] = value), "sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done");
        Assert.True(exec.Run() > 0);
        Assert.True(metrics["user ns"] > 0);
        Assert.True(metrics["system ns"] >= 0);
    }

    [UnixFact]
    public void Another_code_and_a_signal_fail_with_it()
    {
        Assert.Equal("'sh' exited with code 7", Assert.Throws<InvalidOperationException>(() => new Exec(new WorkloadThread(), "sh", "-c", "exit 7").Run()).Message);
        Assert.Equal("'sh' was ended by signal 9", Assert.Throws<InvalidOperationException>(() => new Exec(new WorkloadThread(), "sh", "-c", "kill -9 $$").Run()).Message);
    }

    [UnixFact]
    public void Arguments_arrive_as_they_are_and_streams_go_nowhere()
    {
        new Exec(new WorkloadThread(), "test", "a b * $HOME", "=", "a b * $HOME").Run();
        new Exec(new WorkloadThread(), "test", "", "=", "").Run();
        new Exec(new WorkloadThread(), "test", "äöü", "=", "äöü").Run();
        new Exec(new WorkloadThread(), "sh", "-c", "echo out; echo err >&2; test -c /dev/stdout -a ! -t 1 && ! read line").Run();
    }

    [UnixFact]
    public void The_command_ignores_and_blocks_no_signal()
    {
        // The run-time ignores SIGPIPE; a command that did too would write for ever into a pipe that nobody reads.
        new Exec(new WorkloadThread(), "sh", "-c", "(sh -c 'kill -PIPE $$; exit 0'); test $? -ne 0").Run();
    }

    [UnixFact]
    public void Environment_and_folder_are_the_tools()
    {
        new Exec(new WorkloadThread(), "sh", "-c", "test \"$PATH\" = \"$1\"", "sh", Environment.GetEnvironmentVariable("PATH")!).Run(); // a test host has one
        new Exec(new WorkloadThread(), "test", Directory.GetCurrentDirectory(), "-ef", ".").Run();
    }

    [Fact]
    public void A_command_that_is_not_there_is_named()
    {
        var missing = Assert.Throws<FileNotFoundException>(() => new Exec(new WorkloadThread(), "no-such-command-of-threadmill").Run());
        Assert.Contains("'no-such-command-of-threadmill'", missing.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Exec(new WorkloadThread()));
    }

    [UnixTheory]
    [InlineData(1)]
    [InlineData(16)]
    public void A_stop_kills_what_runs(int threads)
    {
        using var crew = new Crew()
            .Add(threads, me => new Exec(me, "sleep", "3600"), exec => exec.Run())
            .Add(1, me => new Exec(me, "sleep", "0"), exec => exec.Run(), ops: 1)
            .Run();
        Assert.Empty(crew.Failures);
    }

    [UnixFact]
    public void Many_threads_run_commands_side_by_side()
    {
        using var crew = new Crew().Add(64, me => new Exec(me, "true"), exec => exec.Run(), ops: 2).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal(128, crew.Ops);
    }

    [Fact]
    public void The_way_of_windows_discards_output_and_gives_the_code()
    {
        var exit = new ProcessRunner(["dotnet", "--version"]).Run(CancellationToken.None);
        Assert.Equal((0, 0), (exit.Code, exit.Signal));
        Assert.NotEqual(0, new ProcessRunner(["dotnet", "no-such-command"]).Run(CancellationToken.None).Code);
        Assert.Throws<FileNotFoundException>(() => new ProcessRunner(["no-such-command-of-threadmill"]).Run(CancellationToken.None));
    }
}
