using CsCheck;
using Threadmill.Engine.Plugins;
using Xunit;

namespace Engine.Tests.Plugins;

public sealed class MetadataCodecTests
{
    private static readonly PluginDescription Plugin = new()
    {
        Path = "/p/P.dll",
        Name = "P",
        Version = "1.2.3",
        TargetFramework = null,
        Frameworks = [new("Microsoft.NETCore.App", new Version(10, 0, 1))],
        Sha256 = "ab",
        Contract = "1.0.0.0",
        IsDebugBuild = true,
        Workloads =
        [
            new() { Name = "p.one", Type = "P.One", Method = "Run", Summary = "Öne.", Parameters = [new("n", "int", ParameterRole.OfShared, "5", null, true, ["a", "b"])], Returns = null },
            new() { Name = "p.two", Type = "P.Two", Mistakes = ["wrong"] },
        ],
        Fault = null,
        Warnings = ["careful"],
    };

    [Fact]
    public void What_was_written_is_read()
    {
        var bytes = MetadataCodec.Write(new() { ["/p/P.dll"] = new(7, 8, Plugin), ["/q"] = new(1, 2, Plugin with { Frameworks = null, Workloads = [], Fault = "broken" }) });
        var read = MetadataCodec.Read(bytes);
        Assert.Equal(["/p/P.dll", "/q"], read.Keys.Order());
        Assert.Equivalent(Plugin, read["/p/P.dll"].Plugin, strict: true);
        Assert.Equal((7, 8), (read["/p/P.dll"].Bytes, read["/p/P.dll"].ChangedTicks));
        Assert.Null(read["/q"].Plugin.Frameworks);
        Assert.Equal(bytes, MetadataCodec.Write(read));
    }

    [Fact]
    public void A_damaged_file_is_read_as_nothing()
    {
        var whole = MetadataCodec.Write(new() { ["/p/P.dll"] = new(7, 8, Plugin) });
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 7], Gen.Bool).Sample((place, bit, isCut) =>
        {
            var damaged = (byte[])whole.Clone();
            damaged[place] ^= (byte)(1 << bit);
            Assert.Empty(MetadataCodec.Read(isCut ? whole[..place] : damaged));
        }, iter: 500, threads: 1);
    }
}
