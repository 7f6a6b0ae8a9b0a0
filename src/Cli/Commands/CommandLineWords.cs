using System.Text;

namespace Threadmill.Cli.Commands;

/// <summary>Takes a line apart as a shell would, as far as completion needs it: blanks, quotes, backslashes.</summary>
internal static class CommandLineWords
{
    /// <summary>The last one is the word at the end, empty after a blank.</summary>
    public static List<string> Of(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isInWord = false;
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0' && c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '\'' or '"')
                (quote, isInWord) = (c, true);
            else if (quote != '\'' && c == '\\' && i + 1 < line.Length)
                word.Append(line[++i]);
            else if (quote == '\0' && char.IsWhiteSpace(c))
                EndWord();
            else
                (word, isInWord) = (word.Append(c), true);
        }
        words.Add(word.ToString());
        return words;

        void EndWord()
        {
            if (isInWord || word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
            isInWord = false;
        }
    }
}
