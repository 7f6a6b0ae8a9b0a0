using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Cli.Tests;

/// <summary>The built tool as a black box: words in; streams and exit code out.</summary>
public sealed class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Dictionary<string, string?> environment = new()
    {
        ["THREADMILL_PLUGIN"] = null,
        ["NO_COLOR"] = "1",
        ["XDG_CONFIG_HOME"] = Path.Combine(Path.GetTempPath(), "threadmill-tests-no-config"),
    };

    private string? input;
    private string folder = Path.GetTempPath();

    public static string Dll { get; } = Path.GetFullPath(Metadata("Tool"));

    /// <summary>What is tested instead of the DLL: the same tool as native code, say, installed out of its package.</summary>
    private static string? Program { get; } = Environment.GetEnvironmentVariable("TESTED_TOOL");

    /// <summary>The tool as a shell starts it.</summary>
    public static string Shell { get; } = Program is { } program ? $"'{program}'" : $"dotnet exec '{Dll}'";

    public static string Root { get; } = Path.GetFullPath(Metadata("Root"));

    /// <summary>The DLL of a tiny plugin that is built for the tests.</summary>
    public static string Fixture(string name) => Path.GetFullPath(Metadata("Fixtures").Replace("{0}", name, StringComparison.Ordinal));

    public static Ran Run(params string[] words) => new Tool().Start(words).End();

    public Tool With(string variable, string? value)
    {
        environment[variable] = value;
        return this;
    }

    public Tool Reading(string text)
    {
        input = text;
        return this;
    }

    public Tool In(string workingFolder)
    {
        folder = workingFolder;
        return this;
    }

    public Running Start(params string[] words) => Program is { } program ? StartAs(program, words) : StartAs("dotnet", ["exec", Dll, .. words]);

    /// <summary>Through another program, such as <c>taskset</c> or a shell.</summary>
    public Running StartAs(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Write(input ?? "");
        process.StandardInput.Close();
        return new Running(process, Patience);
    }

    private static string Metadata(string key) =>
        typeof(Tool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}

/// <summary>The tool while it runs; disposed of, where a test fails before it has ended, it runs no longer.</summary>
public sealed class Running(Process process, TimeSpan patience) : IDisposable
{
    private readonly Task<string> output = process.StandardOutput.ReadToEndAsync();
    private readonly Task<string> error = process.StandardError.ReadToEndAsync();

    public int Pid => process.Id;

    public bool HasExited => process.HasExited;

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    public Ran End()
    {
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"the tool did not end within {patience}; stderr so far: {(error.IsCompleted ? error.Result : "")}");
        }
        return new Ran(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>The processes that it started, on Linux.</summary>
    public int[] Children => Directory.Exists($"/proc/{Pid}/task")
        ? [.. Directory.GetDirectories($"/proc/{Pid}/task").SelectMany(t => File.Exists($"{t}/children") ? File.ReadAllText($"{t}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries) : []).Select(int.Parse)]
        : [];

    /// <summary>Sends a signal to the tool itself, not to its workers.</summary>
    public void Signal(string name) => Signal(Pid, name);

    public static void Signal(int pid, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{pid}"])!;
        kill.WaitForExit();
    }

    /// <summary>Waits until something is so; fails after a generous time.</summary>
    public static void Until(Func<bool> isSo, string what)
    {
        var from = Stopwatch.StartNew();
        while (!isSo())
        {
            if (from.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException($"never came: {what}");
            Thread.Sleep(10);
        }
    }
}

/// <summary>What came of it.</summary>
public sealed record Ran(int Code, string Out, string Err)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public JsonElement Thread(int index) => Json.GetProperty("threads")[index];

    public string[] Outcomes => [.. Json.GetProperty("threads").EnumerateArray().Select(t => t.GetProperty("outcome").GetString()!)];
}
