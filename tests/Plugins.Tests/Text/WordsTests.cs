using System.Text;
using CsCheck;
using Threadmill.Plugins.Text;

namespace Plugins.Tests.Text;

public sealed class WordsTests
{
    private static readonly string[] Parts =
        ["a", "word", " ", "\n", "\t", "  ", "~", "!", "\u0001", "\u00E9", "\u00A0", "\u2028", "0123456789abcdefghijklmnopqrstuvwxyz0123456789"];

    [Theory]
    [InlineData("", 0)]
    [InlineData(" \t\n\v\f\r", 0)]
    [InlineData("one", 1)]
    [InlineData(" one  two\nthree\t", 3)]
    [InlineData("caf\u00E9 \u043C\u0438\u0440 \u4E16\u754C \U0001F600", 4)]
    [InlineData("no\u00A0break\u202Fspaces\u2007and\u2060joiners", 5)]
    [InlineData("wide\u3000blank \u1680 \u2003", 2)]
    [InlineData("\uFEFF marks and \u200B count", 5)]
    [InlineData("a\u0001b \u0001 \u007F \u0085 \u2028 c", 2)]
    public void Words_stand_between_blanks_and_have_something_to_print(string text, long words) => Assert.Equal(words, Count(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(new byte[] { 0xFF, 0x20, 0xC0, 0xA0 }, 0)]
    [InlineData(new byte[] { (byte)'a', 0xFF, (byte)'b' }, 1)]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0xC2, 0xA0, (byte)'b' }, 2)]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x80, 0xE2, 0x80, 0x80, (byte)'b' }, 2)]
    [InlineData(new byte[] { (byte)'a', 0x20, 0xE2, 0x80 }, 1)]
    public void Bytes_that_are_not_text_are_passed_over(byte[] bytes, long words) => Assert.Equal(words, Count(bytes));

    [Fact]
    public void Words_and_characters_may_lie_across_the_pieces_in_which_a_file_is_read() =>
        Gen.Int[0, 40].Select(Gen.Int[1, 6]).Sample((shift, blanks) =>
        {
            var text = new StringBuilder();
            text.Append('x', 65_536 - 20 + (shift / 2)).Append('\u3000', blanks).Append("\u00E9\u4E16\U0001F600").Append('\u00A0', blanks);
            for (var i = 0; i < 30_000; i++)
                text.Append('y').Append('\u2003');
            return Count(Encoding.UTF8.GetBytes(text.ToString())) == 30_002;
        }, iter: 40);

    [Fact]
    public void Counting_block_by_block_and_character_by_character_agree() =>
        Gen.Int[0, Parts.Length - 1].Select(i => Parts[i]).List[0, 200]
            .Sample(parts =>
            {
                var text = string.Concat(parts);
                long words = 0;
                var isInWord = false;
                foreach (var c in text)
                {
                    if (c is ' ' or '\n' or '\t' or '\u00A0')
                        isInWord = false;
                    else if (c is not ('\u0001' or '\u2028') && !isInWord)
                        (isInWord, words) = (true, words + 1);
                }
                return Count(Encoding.UTF8.GetBytes(text)) == words;
            }, iter: 2000);

    [Fact]
    public void Real_text_has_the_words_that_wc_counts()
    {
        var repo = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(repo.FullName, "Cli.sln")))
            repo = repo.Parent!;
        var texts = repo.EnumerateFiles("*.md", SearchOption.AllDirectories).Concat(new DirectoryInfo(Path.Combine(repo.FullName, "src")).EnumerateFiles("*.cs", SearchOption.AllDirectories)).ToArray();
        Assert.NotEmpty(texts);
        foreach (var text in texts.Take(60))
        {
            if (Peer.Ask("wc", "-w", text.FullName) is { } peers)
                Assert.Equal(peers, $"{Words.Count(text)}");
        }
    }

    [Fact]
    public void A_request_to_stop_ends_it()
    {
        using var folder = new Folder();
        var file = folder.File("text", "a b"u8.ToArray());
        Assert.Throws<OperationCanceledException>(() => Words.Count(file, new CancellationToken(canceled: true)));
    }

    private static long Count(byte[] bytes)
    {
        using var folder = new Folder();
        return Words.Count(folder.File("text", bytes));
    }
}
