using System.Text.Json;
using Threadmill.Engine.Binding;

namespace Threadmill.Testing;

/// <summary>A value as the word that the engine would read it from.</summary>
internal static class ArgumentText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string or bool or IFormattable or FileSystemInfo or Uri => ValueReader.Text(value)!,
        _ => JsonSerializer.Serialize(value, value.GetType(), JsonSerializerOptions.Web),
    };
}
