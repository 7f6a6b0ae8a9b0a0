using System.CommandLine;

namespace Threadmill.Cli.Commands;

/// <summary><c>completion</c>: a script for a shell, which asks this program what could stand at the cursor.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _threadmill() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(threadmill "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _threadmill threadmill
        """;

    private const string Zsh = """
        #compdef threadmill
        _threadmill() {
          local -a found
          found=("${(@f)$(threadmill "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a found
          _files
        }
        compdef _threadmill threadmill
        """;

    private const string Fish = """
        complete -c threadmill -a '(threadmill "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName threadmill -ScriptBlock {
          param($word, $line, $cursor)
          threadmill "[suggest:$cursor]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
            ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish, ["pwsh"] = PowerShell };

    public static Command Build()
    {
        var shell = new Argument<string>("shell") { HelpName = string.Join('|', Scripts.Keys), Description = "Which shell" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a completion script for a shell") { shell };
        command.SetAction(parsed =>
        {
            Console.Out.Write(Scripts[parsed.GetValue(shell)!] + "\n");
            return ExitCode.Success;
        });
        return command;
    }
}
