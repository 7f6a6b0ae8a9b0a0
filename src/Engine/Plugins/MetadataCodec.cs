using System.Collections.Immutable;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Threadmill.Engine.Plugins;

/// <summary>
/// The cache file of plugins' descriptions: a CRC-32, then fields in the order below as <see cref="BinaryWriter"/> writes
/// them, a byte before what may be missing, a count before what repeats. Not JSON: reading that would compile hundreds of
/// methods at every start.
/// </summary>
internal static class MetadataCodec
{
    public static byte[] Write(Dictionary<string, CachedPlugin> plugins)
    {
        using var stream = new MemoryStream();
        stream.Write(stackalloc byte[sizeof(uint)]);
        using var w = new BinaryWriter(stream, Encoding.UTF8);
        w.Write(plugins.Count);
        foreach (var (path, cached) in plugins)
        {
            w.Write(path);
            w.Write(cached.Bytes);
            w.Write(cached.ChangedTicks);
            Plugin(w, cached.Plugin);
        }
        w.Flush();
        var bytes = stream.ToArray();
        MemoryMarshal.Write(bytes, Crc32.HashToUInt32(bytes.AsSpan(sizeof(uint))));
        return bytes;
    }

    /// <summary>Nothing where the file is damaged.</summary>
    public static Dictionary<string, CachedPlugin> Read(byte[] bytes)
    {
        var plugins = new Dictionary<string, CachedPlugin>();
        if (bytes.Length <= sizeof(uint) || MemoryMarshal.Read<uint>(bytes) != Crc32.HashToUInt32(bytes.AsSpan(sizeof(uint))))
            return plugins;
        using var r = new BinaryReader(new MemoryStream(bytes, sizeof(uint), bytes.Length - sizeof(uint)), Encoding.UTF8);
        for (var left = r.ReadInt32(); left > 0; left--)
            plugins[r.ReadString()] = new(r.ReadInt64(), r.ReadInt64(), Plugin(r));
        return plugins;
    }

    private static void Plugin(BinaryWriter w, PluginDescription p)
    {
        w.Write(p.Path);
        w.Write(p.Name);
        w.Write(p.Version);
        Text(w, p.TargetFramework);
        w.Write(p.Frameworks is not null);
        Many(w, p.Frameworks ?? [], need =>
        {
            w.Write(need.Name);
            w.Write(need.Version.ToString());
        });
        Text(w, p.Sha256);
        Text(w, p.Contract);
        w.Write(p.IsDebugBuild);
        Many(w, p.Workloads, workload => Workload(w, workload));
        Text(w, p.Fault);
        Many(w, p.Warnings, w.Write);
    }

    private static PluginDescription Plugin(BinaryReader r) => new()
    {
        Path = r.ReadString(),
        Name = r.ReadString(),
        Version = r.ReadString(),
        TargetFramework = Text(r),
        Frameworks = (r.ReadBoolean(), Many(r, () => new FrameworkNeed(r.ReadString(), Version.Parse(r.ReadString())))) is (true, var needs) ? needs : null,
        Sha256 = Text(r),
        Contract = Text(r),
        IsDebugBuild = r.ReadBoolean(),
        Workloads = Many(r, () => Workload(r)),
        Fault = Text(r),
        Warnings = Many(r, r.ReadString),
    };

    private static void Workload(BinaryWriter w, WorkloadDescription d)
    {
        w.Write(d.Name);
        w.Write(d.Type);
        Text(w, d.Method);
        Text(w, d.Summary);
        Many(w, d.Parameters, p =>
        {
            w.Write(p.Name);
            w.Write(p.Type);
            w.Write((int)p.Role);
            Text(w, p.Default);
            Text(w, p.Doc);
            w.Write(p.IsParams);
            Many(w, p.Choices, w.Write);
        });
        Text(w, d.Returns);
    }

    private static WorkloadDescription Workload(BinaryReader r) => new()
    {
        Name = r.ReadString(),
        Type = r.ReadString(),
        Method = Text(r),
        Summary = Text(r),
        Parameters = Many(r, () => new ParameterDescription(
            r.ReadString(), r.ReadString(), (ParameterRole)r.ReadInt32(), Text(r), Text(r), r.ReadBoolean(), Many(r, r.ReadString))),
        Returns = Text(r),
    };

    private static void Text(BinaryWriter w, string? text)
    {
        w.Write(text is not null);
        w.Write(text ?? "");
    }

    private static string? Text(BinaryReader r) => (r.ReadBoolean(), r.ReadString()) is (true, var text) ? text : null;

    private static void Many<T>(BinaryWriter w, ImmutableArray<T> items, Action<T> write)
    {
        w.Write(items.Length);
        foreach (var item in items)
            write(item);
    }

    private static ImmutableArray<T> Many<T>(BinaryReader r, Func<T> read)
    {
        var items = new T[r.ReadInt32()];
        for (var i = 0; i < items.Length; i++)
            items[i] = read();
        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }
}
