using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;

namespace Threadmill.Plugins.Text;

/// <summary>
/// Counts words over pieces of UTF-8. A blank ends a word, something printable begins one; controls and bytes that are not
/// UTF-8 do neither (as measured with GNU wc 9.1 in C.UTF-8, over all code points).
/// </summary>
internal struct WordCounter
{
    private static readonly int Block = Vector256<byte>.Count;
    private bool isInWord;

    public long Words { get; private set; }

    /// <summary>Counts a piece. Returns how many of its bytes were used: all but a character that the next piece completes.</summary>
    public int Add(ReadOnlySpan<byte> text, bool isLast)
    {
        var at = 0;
        while (at < text.Length)
        {
            at += AddPlainBlocks(text[at..]);
            for (var end = Math.Min(at + Block, text.Length); at < end;)
            {
                var status = Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
                if (status == OperationStatus.NeedMoreData && !isLast)
                    return at;
                if (status == OperationStatus.Done)
                    AddRune(rune.Value);
                at += length;
            }
        }
        return at;
    }

    /// <summary>Counts whole blocks at once as long as they hold printable ASCII and blanks only: a word begins at each letter after a blank.</summary>
    private int AddPlainBlocks(ReadOnlySpan<byte> text)
    {
        var at = 0;
        for (; at <= text.Length - Block; at += Block)
        {
            var bytes = Vector256.Create(text[at..]);
            var blanks = Vector256.Equals(bytes, Vector256.Create((byte)' ')) | Within(bytes, '\t', '\r');
            var letters = Within(bytes, '!', '~');
            if ((blanks | letters) != Vector256<byte>.AllBitsSet)
                break;
            var inWord = letters.ExtractMostSignificantBits();
            Words += BitOperations.PopCount(inWord & ~((inWord << 1) | (isInWord ? 1u : 0u)));
            isInWord = inWord >> (Block - 1) == 1;
        }
        return at;
    }

    private void AddRune(int rune)
    {
        if (IsBlank(rune))
        {
            isInWord = false;
        }
        else if (!isInWord && IsPrintable(rune))
        {
            isInWord = true;
            Words++;
        }
    }

    private static Vector256<byte> Within(Vector256<byte> bytes, char first, char last) =>
        Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)first), Vector256.Create((byte)(last - first)));

    private static bool IsBlank(int rune) =>
        rune is ' ' or (>= '\t' and <= '\r') or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x2060 or 0x3000;

    /// <summary>All but controls and the separators of lines and paragraphs.</summary>
    private static bool IsPrintable(int rune) => rune is (> ' ' and < 0x7F) or (> 0x9F and not (0x2028 or 0x2029));
}
