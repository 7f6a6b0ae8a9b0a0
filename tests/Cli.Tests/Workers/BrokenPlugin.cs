using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Cli.Tests.Workers;

/// <summary>Copies of a working plugin, each broken in one way.</summary>
internal static class BrokenPlugin
{
    private const ushort AnotherMachine = 0x01F0; // PowerPC, on which no .NET of ours runs

    public static string Bundled(string name) => Path.Combine(Path.GetDirectoryName(Tool.Dll)!, "plugins", name, $"{name}.dll");

    /// <summary>The file that carries the fault, in that folder.</summary>
    public static string Make(string how, string folder)
    {
        var file = Path.Combine(folder, "Broken.dll");
        if (how == "initialiser")
        {
            File.Copy(Tool.Fixture("Rigged"), file);
            return file;
        }
        var whole = File.ReadAllBytes(Bundled("Sleep"));
        var bytes = how switch
        {
            "cut" => whole[..(whole.Length / 2)],
            "machine" => OfMachine(whole),
            "contract" => OfContract(whole, major: 99),
            "native" => File.ReadAllBytes(OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "kernel32.dll") : "/bin/sh"),
            "text" => "this is no library"u8.ToArray(),
            "dependency" => File.ReadAllBytes(Tool.Fixture("NewJson")),
            "twice" => whole,
            _ => throw new ArgumentException(how, nameof(how)),
        };
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private static byte[] OfMachine(byte[] whole)
    {
        var headers = BitConverter.ToInt32(whole, 0x3C);
        BitConverter.TryWriteBytes(whole.AsSpan(headers + 4), AnotherMachine);
        return whole;
    }

    /// <summary>Rewrites the version in the row of the contract's assembly reference.</summary>
    private static byte[] OfContract(byte[] whole, ushort major)
    {
        using var file = new PEReader(new MemoryStream(whole));
        var reader = file.GetMetadataReader();
        var row = 0;
        foreach (var handle in reader.AssemblyReferences)
        {
            if (reader.GetString(reader.GetAssemblyReference(handle).Name) == "Threadmill.Workloads")
                row = MetadataTokens.GetRowNumber(handle);
        }
        var at = file.PEHeaders.MetadataStartOffset + reader.GetTableMetadataOffset(TableIndex.AssemblyRef) + ((row - 1) * reader.GetTableRowSize(TableIndex.AssemblyRef));
        BitConverter.TryWriteBytes(whole.AsSpan(at), major);
        return whole;
    }
}
