using System.CommandLine;
using System.CommandLine.Parsing;
using Threadmill.Cli.Parsing;
using Threadmill.Engine;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Commands;

/// <summary>What the parser found in one spec, as words of ours.</summary>
internal static class SegmentWords
{
    /// <summary>The parser's tokens in order: which of them are settings, which values, which words.</summary>
    public static List<Word> Of(ParseResult parsed, List<Problem> problems)
    {
        var words = new List<Word>();
        var tokens = parsed.Tokens;
        var isLiteral = false;
        for (var i = 0; i < tokens.Count; i++)
        {
            switch (tokens[i])
            {
                case { Type: TokenType.DoubleDash }:
                    isLiteral = true;
                    break;
                case { Type: TokenType.Argument, Value: var text }:
                    words.Add(isLiteral ? new Word.Positional(text) : new Word.Plain(text));
                    break;
                case { Type: TokenType.Option, Value: var name } when Known(name) is { } option:
                    words.Add(new Word.Setting(option, option.IsFlag ? "true" : tokens[++i].Value));
                    if (option.IsFlag && i + 1 < tokens.Count && IsValueOf(name, tokens[i + 1].Value))
                        problems.Add(Problem.Invalid($"{name} is a flag and takes no value, not '{tokens[++i].Value}'; leave it out where it is not meant"));
                    break;
                case { Type: TokenType.Option, Value: "--arg" }:
                    words.Add(new Word.Positional(tokens[++i].Value));
                    break;
                case { Type: TokenType.Option, Value: "--kwarg" }:
                    words.Add(new Word.Keyword(tokens[++i].Value));
                    break;
                case { Type: TokenType.Option, Value: "-f" or "--file" }:
                    i++;
                    break;
            }
        }
        return words;
    }

    /// <summary>The parser takes <c>--json=false</c> apart and reads the value as the next word.</summary>
    private static bool IsValueOf(string flag, string word) =>
        Environment.GetCommandLineArgs().Any(raw => raw.Length == flag.Length + 1 + word.Length && raw.StartsWith(flag, StringComparison.Ordinal) && raw[flag.Length] is '=' or ':' && raw.EndsWith(word, StringComparison.Ordinal));

    private static PlanOption? Known(string token)
    {
        var name = token.TrimStart('-');
        return SpecOptions.All.Concat<PlanOption>(RunOptions.All)
            .FirstOrDefault(o => token.StartsWith("--", StringComparison.Ordinal) ? o.Name == name : o.Letter is { } letter && name == $"{letter}");
    }
}
