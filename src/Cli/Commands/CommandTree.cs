using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Threadmill.Cli.Commands;

/// <summary>Every command with its options: what parsing, help, completion and the man page are made from.</summary>
internal static class CommandTree
{
    public static ParserConfiguration Parser { get; } = new()
    {
        EnablePosixBundling = false,
        ResponseFileTokenReplacer = null,
    };

    /// <param name="furtherSpecs">The words of <c>run</c> after each <c>:</c>.</param>
    public static RootCommand Build(IReadOnlyList<string[]> furtherSpecs)
    {
        var root = new RootCommand("Runs any .NET code on N named, pinned OS threads and tells every thread's timings and every exception.");
        root.Subcommands.Add(RunCommand.Build(furtherSpecs));
        root.Subcommands.Add(ListCommand.Build());
        root.Subcommands.Add(DescribeCommand.Build());
        root.Subcommands.Add(TopologyCommand.Build());
        root.Subcommands.Add(NewCommand.Build());
        root.Subcommands.Add(PluginCommand.Build());
        root.Subcommands.Add(RecoverCommand.Build());
        root.Subcommands.Add(ConfigCommand.Build());
        root.Subcommands.Add(SchemaCommand.Build());
        root.Subcommands.Add(CompletionCommand.Build());
        root.Subcommands.Add(ManCommand.Build());
        var help = root.Options.OfType<HelpOption>().Single();
        help.Aliases.Clear();
        help.Aliases.Add("-h");
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>What follows a command's generated help: command lines to copy.</summary>
    public static IReadOnlyList<string> ExamplesOf(Command command) => command.Name switch
    {
        _ when command.Name == "new" || command.Parents.Any(p => p.Name == "new") => ["threadmill new plugin Acme.Caches", "threadmill new plugin Hello --output src/Hello --source artifacts/packages"],
        _ when command.Name == "plugin" || command.Parents.Any(p => p.Name == "plugin") => PluginCommand.ExamplesOf(command.Name),
        "run" => RunCommand.Examples,
        "list" => ["threadmill list", "threadmill list sync", "threadmill list --json"],
        "describe" => ["threadmill describe cpu.primes"],
        "topology" => ["threadmill topology", "threadmill topology --pin cores/spread -t 4"],
        "recover" => ["threadmill recover", "threadmill recover --json > result.json", "threadmill recover --prune"],
        "config" => ["threadmill config"],
        "schema" => ["threadmill schema result > result.schema.json"],
        "completion" => ["source <(threadmill completion bash)", "threadmill completion fish > ~/.config/fish/completions/threadmill.fish"],
        "man" => ["threadmill man > threadmill.1"],
        _ => ["threadmill run cpu.primes 100k -t 4 --pin 0-1", "threadmill run nop -t 2 --duration 2s", "threadmill list"],
    };

    private sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = inner.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in ExamplesOf(parseResult.CommandResult.Command))
                output.WriteLine($"  {example}");
            return code;
        }
    }
}
