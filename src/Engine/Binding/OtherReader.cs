using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Threadmill.Engine.Binding;

/// <summary>What is neither a number nor text: dates, files, lists, types that parse themselves, and JSON for all the rest.</summary>
internal static class OtherReader
{
    private static readonly MethodInfo SelfParser = typeof(OtherReader).GetMethod(nameof(Parse), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Strict, as the command line is: a name that is not there, or one that is missing, is told and not passed over.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        IncludeFields = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static bool TryRead(string text, Type type, out object? value, [NotNullWhen(false)] out string? error)
    {
        error = null;
        try
        {
            if (Simple(text, type) is { } simple)
                return ValueReader.Set(simple, out value);
            if (ListTypes.ElementOf(type) is { } element)
                return TryReadList(text, type, element, out value, out error);
            if (ParsesItself(type))
                return ValueReader.Set(SelfParser.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [text], null), out value);
            if (text.AsSpan().TrimStart() is not ['{' or '[' or '"', ..] && ConverterOf(type) is { } converter)
                return ValueReader.Set(converter.ConvertFromInvariantString(text), out value);
            return ValueReader.Set(JsonSerializer.Deserialize(text, type, Json), out value);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or JsonException or NotSupportedException)
        {
            value = null;
            return ValueReader.Refuse($"must be {ValueForms.Of(type)} ({e.Message.TrimEnd('.')})", text, out error);
        }
        catch (Exception e)
        {
            // The type's own code threw it, which may throw anything.
            value = null;
            return ValueReader.Refuse($"must be {ValueForms.Of(type)} ({e.GetType()}: {e.Message.TrimEnd('.')})", text, out error);
        }
    }

    public static bool ParsesItself(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IParsable<>) && i.GetGenericArguments()[0] == type);

    /// <summary>Of a type that is older than <see cref="IParsable{T}"/>, or runs on frameworks that are; null: it is not read from text.</summary>
    public static TypeConverter? ConverterOf(Type type)
    {
        if (!type.IsDefined(typeof(TypeConverterAttribute), inherit: false))
            return null;
        // The converter is named by text: without this it would be looked for among the tool's own assemblies.
        using (AssemblyLoadContext.EnterContextualReflection(type.Assembly))
            return TypeDescriptor.GetConverter(type) is var converter && converter.CanConvertFrom(typeof(string)) ? converter : null;
    }

    private static object? Simple(string text, Type type) =>
        type == typeof(FileInfo) ? new FileInfo(Path.Combine(ValueReader.Folder, text))
        : type == typeof(DirectoryInfo) ? new DirectoryInfo(Path.Combine(ValueReader.Folder, text))
        : type == typeof(Uri) ? new Uri(text, UriKind.RelativeOrAbsolute)
        : type == typeof(Version) ? Version.Parse(text)
        : type == typeof(Guid) ? Guid.Parse(text)
        : type == typeof(DateTime) ? DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
        : type == typeof(DateTimeOffset) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        : type == typeof(DateOnly) ? DateOnly.Parse(text, CultureInfo.InvariantCulture)
        : type == typeof(TimeOnly) ? TimeOnly.Parse(text, CultureInfo.InvariantCulture)
        : null;

    /// <summary>Through the interface: a type may hide its Parse there, as <see cref="System.Net.IPAddress"/> does.</summary>
    private static T Parse<T>(string text) where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

    private static bool TryReadList(string text, Type type, Type element, out object? value, [NotNullWhen(false)] out string? error)
    {
        value = null;
        error = null;
        if (text.AsSpan().TrimStart() is ['[', ..])
            return ValueReader.Set(JsonSerializer.Deserialize(text, type, Json), out value);
        var words = text.Length == 0 ? [] : text.Split(',');
        var array = Array.CreateInstance(element, words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            if (!ValueReader.TryReadText(element == typeof(string) ? words[i] : words[i].Trim(), element, out var item, out error))
                return false;
            array.SetValue(item, i);
        }
        value = ListTypes.Make(type, array);
        return true;
    }
}
