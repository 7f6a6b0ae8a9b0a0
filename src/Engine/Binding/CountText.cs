using System.Globalization;
using System.Numerics;

namespace Threadmill.Engine.Binding;

/// <summary>Whole numbers with a multiplier: <c>64k</c>, <c>2.5M</c>, <c>4Ki</c>, <c>1_000_000</c>, <c>0xff</c>, <c>1e6</c>.</summary>
public static class CountText
{
    private const string Multipliers = "kMGT";

    /// <summary>k M G T are powers of 1,000; Ki Mi Gi Ti of 1,024.</summary>
    public static bool TryRead(string text, out BigInteger value) => TryRead(text, 1000, out value);

    internal static bool TryRead(string text, int thousand, out BigInteger value)
    {
        var digits = text.AsSpan().Trim();
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return BigInteger.TryParse("0" + digits[2..].ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        var factor = BigInteger.One;
        if (digits.EndsWith("i") && digits.Length > 1 && Power(digits[^2]) is > 0 and var binary)
        {
            factor = BigInteger.Pow(1024, binary);
            digits = digits[..^2];
        }
        else if (digits.Length > 1 && Power(digits[^1]) is > 0 and var power)
        {
            factor = BigInteger.Pow(thousand, power);
            digits = digits[..^1];
        }
        var plain = digits.ToString().Replace("_", "", StringComparison.Ordinal);
        if (BigInteger.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            value *= factor;
            return true;
        }
        if (!decimal.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || factor > 1_000_000_000_000_000)
            return false;
        try
        {
            number *= (decimal)factor;
        }
        catch (OverflowException)
        {
            return false;
        }
        value = new BigInteger(number);
        return (decimal)value == number;
    }

    private static int Power(char multiplier) => Multipliers.IndexOf(multiplier == 'K' ? 'k' : multiplier, StringComparison.Ordinal) + 1;
}
