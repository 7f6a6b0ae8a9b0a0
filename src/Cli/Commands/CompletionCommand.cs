using System.CommandLine;

namespace Threadmill.Cli.Commands;

/// <summary><c>completion</c>: a script for a shell, which asks this program what could stand at the cursor.</summary>
internal static class CompletionCommand
{
    private const string Directive = "[suggest:";

    /// <summary>Readline breaks words at = and : and replaces what stands behind: the candidates lose what stands before.</summary>
    private const string Bash = """
        _threadmill() {
          local line="${COMP_LINE:0:COMP_POINT}" IFS=$'\n' candidate
          local word="${line##*[[:space:]]}"
          local before="${word%"${word##*[=:]}"}"
          COMPREPLY=()
          for candidate in $(threadmill "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null); do
            [[ $candidate == "$word"* ]] || continue
            COMPREPLY+=("${candidate#"$before"}")
            [[ $candidate == *[=:] ]] && compopt -o nospace
          done
        }
        complete -o default -F _threadmill threadmill
        """;

    private const string Zsh = """
        #compdef threadmill
        _threadmill() {
          local -a found open closed
          found=("${(@f)$(threadmill "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          open=(${(M)found:#*[=:]})
          closed=(${found:#*[=:]})
          compadd -S '' -a open
          compadd -a closed
          (( ${#found[1]} )) || _files
        }
        compdef _threadmill threadmill
        """;

    private const string Fish = """
        complete -c threadmill -a '(threadmill "[suggest:"(commandline -C)"]" (commandline -b) 2>/dev/null)'
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

    /// <summary>Answers a script's question about a line of <c>run</c>; false: the command line's own parser knows the answer.</summary>
    public static bool TryAnswer(string[] args)
    {
        if (args is not [['[', .., ']'] directive, var line] || !directive.StartsWith(Directive, StringComparison.Ordinal)
            || !int.TryParse(directive.AsSpan(Directive.Length, directive.Length - Directive.Length - 1), out var cursor)
            || RunSuggestions.At(line, cursor) is not { } found)
            return false;
        Console.Out.Write(string.Concat(found.Select(f => f + "\n")));
        return true;
    }
}
