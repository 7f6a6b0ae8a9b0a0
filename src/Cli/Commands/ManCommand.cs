using System.CommandLine;
using System.Text;

namespace Threadmill.Cli.Commands;

/// <summary><c>man</c>: the manual page (roff, man(7)), made from the same symbols as the help.</summary>
internal static class ManCommand
{
    public static Command Build()
    {
        var command = new Command("man", "Print the manual page");
        command.SetAction(parsed =>
        {
            Console.Out.Write(Page((RootCommand)parsed.RootCommandResult.Command));
            return ExitCode.Success;
        });
        return command;
    }

    private static string Page(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append($".TH THREADMILL 1 \"\" \"threadmill {Workers.SupervisedRun.ToolVersion}\" \"User Commands\"\n.SH NAME\nthreadmill \\- {Escaped(root.Description ?? "")}\n");
        page.Append(".SH SYNOPSIS\n.B threadmill\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH COMMANDS\n");
        foreach (var command in root.Subcommands.Where(c => !c.Hidden))
        {
            page.Append($".SS threadmill {command.Name}{string.Concat(command.Arguments.Select(a => " " + Escaped(a.HelpName ?? a.Name)))}\n{Escaped(command.Description ?? "")}\n");
            foreach (var option in command.Options.Where(o => !o.Hidden))
                page.Append($".TP\n\\fB{Escaped(string.Join(", ", option.Aliases.Append(option.Name)))}\\fR{(option.HelpName is { } value ? $" \\fI{Escaped(value)}\\fR" : "")}\n{Escaped(option.Description ?? "")}\n");
        }
        page.Append(".SH EXIT STATUS\n");
        foreach (var (code, meaning) in ExitCodes)
            page.Append($".TP\n.B {code}\n{Escaped(meaning)}\n");
        page.Append(".SH EXAMPLES\n");
        foreach (var example in root.Subcommands.Where(c => !c.Hidden).SelectMany(CommandTree.ExamplesOf))
            page.Append($".PP\n.nf\n{Escaped(example)}\n.fi\n");
        return page.ToString();
    }

    private static readonly (string Code, string Meaning)[] ExitCodes =
    [
        ("0", "every thread completed, all thresholds hold"),
        ("1", "an exception escaped"),
        ("2", "the command line or plan is wrong; nothing was started"),
        ("3", "something asked for cannot be had; nothing was started"),
        ("4", "a thread did not end well: timed out, abandoned, or its worker died"),
        ("5", "a threshold or a check failed"),
        ("70", "a bug in threadmill"),
        ("129, 130, 143", "ended by SIGHUP, SIGINT or SIGTERM; the report is written"),
    ];

    private static string Escaped(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
}
