using System.CommandLine;
using System.CommandLine.Parsing;
using Threadmill.Engine;

namespace Threadmill.Cli.Commands;

/// <summary>The parser's errors in our words.</summary>
internal static class UsageText
{
    public static string Of(ParseError error, ParseResult parsed)
    {
        if (parsed.CommandResult.Command is RootCommand root && parsed.UnmatchedTokens is [var word, ..])
        {
            var near = Nearest.To(word, root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
            return $"there is no command '{word}'{(near is null ? "" : $"; did you mean '{near}'?")} (threadmill --help lists them; to run a target: threadmill run {word})";
        }
        if (parsed.CommandResult.Command is RootCommand)
            return "say what to do, as in: threadmill run cpu.primes 1000 -t 2 (threadmill --help lists the commands)";
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && error.Message.StartsWith("Required command", StringComparison.Ordinal))
            return $"say which: threadmill {command.Name} {string.Join(", ", command.Subcommands.Select(c => c.Name))}";
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var mistyped, ..])
        {
            var near = Nearest.To(mistyped, command.Subcommands.Select(c => c.Name));
            return $"there is no command '{command.Name} {mistyped}'{(near is null ? $"; there are {string.Join(", ", command.Subcommands.Select(c => c.Name))}" : $"; did you mean '{near}'?")}";
        }
        return error.Message switch
        {
            var m when m.StartsWith("Required argument", StringComparison.Ordinal) && m.Contains("missing for command", StringComparison.Ordinal) =>
                $"{NameOf(command)} needs {command.Arguments[0].HelpName}, as in: {CommandTree.ExamplesOf(command)[0]}",
            var m when m.StartsWith("Required argument missing for option: ", StringComparison.Ordinal) => $"{m["Required argument missing for option: ".Length..].Trim('.', '\'')} needs a value",
            var m => m.TrimEnd('.'),
        };
    }

    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{parent.Name} {command.Name}" : command.Name;
}
