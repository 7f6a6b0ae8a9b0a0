using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Threadmill.Engine.Binding;

/// <summary>Enums by name, whatever case and separators; flags as a list; the number itself.</summary>
internal static class EnumReader
{
    public static bool TryRead(string text, Type type, out object? value, [NotNullWhen(false)] out string? error)
    {
        error = null;
        value = null;
        ulong bits = 0;
        var isFlags = type.IsDefined(typeof(FlagsAttribute), false);
        foreach (var part in isFlags ? text.Split(',', StringSplitOptions.TrimEntries) : [text])
        {
            if (One(part, type) is not { } member)
            {
                var names = Enum.GetNames(type).Select(Spelled).ToArray();
                var near = Nearest.To(part, names);
                return ValueReader.Refuse($"must be one of {string.Join(", ", names)}", text + (near is null ? "" : $"'; did you mean '{near}"), out error);
            }
            bits |= Bits(member);
        }
        value = Enum.ToObject(type, bits);
        return true;
    }

    /// <summary>How a member is written: kebab-case.</summary>
    public static string Spelled(string name)
    {
        var spelled = new System.Text.StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))) && name[i - 1] != '_')
                spelled.Append('-');
            spelled.Append(name[i] == '_' ? '-' : char.ToLowerInvariant(name[i]));
        }
        return spelled.ToString();
    }

    private static object? One(string text, Type type)
    {
        foreach (var name in Enum.GetNames(type))
        {
            if (Parameter.IsSame(name, text))
                return Enum.Parse(type, name);
        }
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Enum.ToObject(type, number) is var member && IsOf(type, member)
            ? member
            : null;
    }

    /// <summary>A combination of flags has its names as its text; what is none stays a number.</summary>
    private static bool IsOf(Type type, object member) => Enum.IsDefined(type, member) || (type.IsDefined(typeof(FlagsAttribute), false) && char.IsLetter(member.ToString()![0]));

    private static ulong Bits(object member) =>
        Type.GetTypeCode(member.GetType()) is TypeCode.UInt64 ? Convert.ToUInt64(member, CultureInfo.InvariantCulture) : (ulong)Convert.ToInt64(member, CultureInfo.InvariantCulture);
}
