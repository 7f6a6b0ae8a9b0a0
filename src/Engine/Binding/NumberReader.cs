using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Threadmill.Engine.Binding;

/// <summary>Every numeric type of the language; integers with multipliers, within the type's range.</summary>
internal static class NumberReader
{
    private static readonly Type[] Reals = [typeof(double), typeof(float), typeof(Half), typeof(decimal)];

    private static readonly Type[] Integers =
    [
        typeof(int), typeof(long), typeof(uint), typeof(ulong), typeof(short), typeof(ushort), typeof(byte), typeof(sbyte),
        typeof(nint), typeof(nuint), typeof(Int128), typeof(UInt128),
    ];

    public static bool IsNumber(Type type) => Integers.Contains(type) || IsReal(type) || IsUnbounded(type);

    public static bool IsReal(Type type) => Reals.Contains(type);

    public static bool TryRead(string text, Type type, out object? value, [NotNullWhen(false)] out string? error)
    {
        value = null;
        error = null;
        if (IsReal(type))
            return (value = Real(text, type)) is not null || ValueReader.Refuse("must be a number", text, out error);
        if (type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var common))
            return ValueReader.Set(common, out value);
        return TryReadInteger(text, type, out value, out error);
    }

    private static bool IsUnbounded(Type type) => type == typeof(BigInteger);

    /// <summary>Apart, as is what names that class, so that plain numbers do not load what is for large ones.</summary>
    private static bool TryReadInteger(string text, Type type, out object? value, [NotNullWhen(false)] out string? error)
    {
        value = null;
        error = null;
        if (!CountText.TryRead(text, out var number))
            return ValueReader.Refuse("must be an integer", text, out error);
        if (type == typeof(BigInteger))
            return ValueReader.Set(number, out value);
        var (min, max) = Range(type);
        if (number < min || number > max)
            return ValueReader.Refuse($"must be an integer from {min} to {max}", text, out error);
        value = Narrow(number, type);
        return true;
    }

    private static object? Real(string text, Type type)
    {
        const NumberStyles style = NumberStyles.Float;
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (type == typeof(decimal))
            return decimal.TryParse(plain, style, CultureInfo.InvariantCulture, out var exact) ? exact
                : CountText.TryRead(text, out var whole) && BigInteger.Abs(whole) < (BigInteger)decimal.MaxValue ? (decimal)whole : null;
        if (!double.TryParse(plain, style, CultureInfo.InvariantCulture, out var real))
        {
            if (!CountText.TryRead(text, out var whole))
                return null;
            real = (double)whole;
        }
        return type == typeof(double) ? real : type == typeof(float) ? (float)real : (Half)real;
    }

    private static (BigInteger Min, BigInteger Max) Range(Type type) =>
        type == typeof(int) ? (int.MinValue, int.MaxValue)
        : type == typeof(long) ? (long.MinValue, long.MaxValue)
        : type == typeof(uint) ? (uint.MinValue, uint.MaxValue)
        : type == typeof(ulong) ? (ulong.MinValue, ulong.MaxValue)
        : type == typeof(short) ? (short.MinValue, short.MaxValue)
        : type == typeof(ushort) ? (ushort.MinValue, ushort.MaxValue)
        : type == typeof(byte) ? (byte.MinValue, byte.MaxValue)
        : type == typeof(sbyte) ? (sbyte.MinValue, sbyte.MaxValue)
        : type == typeof(nint) ? (nint.MinValue, nint.MaxValue)
        : type == typeof(nuint) ? (nuint.MinValue, nuint.MaxValue)
        : type == typeof(Int128) ? (Int128.MinValue, Int128.MaxValue)
        : ((BigInteger, BigInteger))(UInt128.MinValue, UInt128.MaxValue);

    private static object Narrow(BigInteger number, Type type) =>
        type == typeof(int) ? (int)number
        : type == typeof(long) ? (long)number
        : type == typeof(uint) ? (uint)number
        : type == typeof(ulong) ? (ulong)number
        : type == typeof(short) ? (short)number
        : type == typeof(ushort) ? (ushort)number
        : type == typeof(byte) ? (byte)number
        : type == typeof(sbyte) ? (sbyte)number
        : type == typeof(nint) ? (nint)number
        : type == typeof(nuint) ? (nuint)number
        : type == typeof(Int128) ? (Int128)number
        : (object)(UInt128)number;
}
