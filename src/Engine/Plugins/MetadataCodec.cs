using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Threadmill.Engine.Plugins;

/// <summary>The cache file of plugins' descriptions: a CRC-32, then fields in the order below as <see cref="BinaryFields"/> writes them.</summary>
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
        w.Text(p.TargetFramework);
        w.Write(p.Frameworks is not null);
        w.Many(p.Frameworks ?? [], need =>
        {
            w.Write(need.Name);
            w.Write(need.Version.ToString());
        });
        w.Text(p.Sha256);
        w.Text(p.Contract);
        w.Write(p.IsDebugBuild);
        w.Many(p.Workloads, workload => Workload(w, workload));
        w.Text(p.Fault);
        w.Texts(p.Warnings);
    }

    private static PluginDescription Plugin(BinaryReader r) => new()
    {
        Path = r.ReadString(),
        Name = r.ReadString(),
        Version = r.ReadString(),
        TargetFramework = r.Text(),
        Frameworks = (r.ReadBoolean(), r.Many(() => new FrameworkNeed(r.ReadString(), Version.Parse(r.ReadString())))) is (true, var needs) ? needs : null,
        Sha256 = r.Text(),
        Contract = r.Text(),
        IsDebugBuild = r.ReadBoolean(),
        Workloads = r.Many(() => Workload(r)),
        Fault = r.Text(),
        Warnings = r.Texts(),
    };

    private static void Workload(BinaryWriter w, WorkloadDescription d)
    {
        w.Write(d.Name);
        w.Write(d.Type);
        w.Text(d.Method);
        w.Text(d.Summary);
        w.Many(d.Parameters, p =>
        {
            w.Write(p.Name);
            w.Write(p.Type);
            w.Write((int)p.Role);
            w.Text(p.Default);
            w.Text(p.Doc);
            w.Write(p.IsParams);
            w.Texts(p.Choices);
        });
        w.Text(d.Returns);
        w.Texts(d.Mistakes);
    }

    private static WorkloadDescription Workload(BinaryReader r) => new()
    {
        Name = r.ReadString(),
        Type = r.ReadString(),
        Method = r.Text(),
        Summary = r.Text(),
        Parameters = r.Many(() => new ParameterDescription(
            r.ReadString(), r.ReadString(), (ParameterRole)r.ReadInt32(), r.Text(), r.Text(), r.ReadBoolean(), r.Texts())),
        Returns = r.Text(),
        Mistakes = r.Texts(),
    };
}
