using System.Security.Cryptography;

namespace Threadmill.Engine.Plugins;

/// <summary>Remembers what was read of plugin files, by path, size and time of change, so that a run reads one small file and not all plugins.</summary>
/// <param name="file">Where it is kept; a cache that cannot be read or written is done without.</param>
public sealed class MetadataCache(string file)
{
    private readonly Lazy<Dictionary<string, CachedPlugin>> known = new(() => Load(file));
    private bool hasChanged;

    public static string DefaultFile => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
        : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "threadmill", $"plugins-{BuildIdentity.Of(typeof(MetadataCache).Assembly):N}.cache");

    public PluginDescription Get(string path)
    {
        if (Stamp(path) is not { } stamp)
            return PluginMetadata.Read(path);
        if (known.Value.TryGetValue(path, out var cached) && (cached.Bytes, cached.ChangedTicks) == stamp)
            return cached.Plugin;
        var plugin = PluginMetadata.Read(path);
        if (plugin.Fault is null)
            plugin = plugin with { Sha256 = Hash(path) };
        known.Value[path] = new(stamp.Bytes, stamp.ChangedTicks, plugin);
        hasChanged = true;
        return plugin;
    }

    public void Save()
    {
        if (!hasChanged)
            return;
        var beside = $"{file}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(beside, MetadataCodec.Write(known.Value));
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without a cache the metadata is read again next time.
            if (File.Exists(beside))
                File.Delete(beside);
        }
    }

    /// <summary>Size, and when it was changed: it or, if that is later, the file beside it that says what runtime it needs. Null: there is no file to be remembered.</summary>
    private static (long Bytes, long ChangedTicks)? Stamp(string path)
    {
        try
        {
            var file = RegularFile.Behind(path);
            return (file.Length, Math.Max(file.LastWriteTimeUtc.Ticks, File.GetLastWriteTimeUtc(RuntimeNeeds.ConfigOf(path)).Ticks));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The description tells why the file cannot be read.
            return null;
        }
    }

    private static string? Hash(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The description tells why the file cannot be read.
            return null;
        }
    }

    private static Dictionary<string, CachedPlugin> Load(string file)
    {
        try
        {
            using var stream = RegularFile.Open(file);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return MetadataCodec.Read(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}

internal sealed record CachedPlugin(long Bytes, long ChangedTicks, PluginDescription Plugin);
