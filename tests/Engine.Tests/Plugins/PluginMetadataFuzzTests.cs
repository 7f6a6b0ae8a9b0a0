using CsCheck;
using Threadmill.Engine.Plugins;
using Xunit;

namespace Engine.Tests.Plugins;

/// <summary>What lies in a plugin folder need not be a plugin, nor whole, nor honest: reading it tells a fault and never throws or hangs.</summary>
public sealed class PluginMetadataFuzzTests : IDisposable
{
    private readonly string folder = Scratch.New("metadata");

    [Fact]
    public void Mutated_assemblies_are_described_or_told_as_broken()
    {
        var whole = File.ReadAllBytes(typeof(PluginMetadataFuzzTests).Assembly.Location);
        var mutation = Gen.Select(Gen.Int[0, whole.Length - 9], Gen.ULong, Gen.Int[1, 8]);
        Gen.Select(mutation.Array[1, 20], Gen.Int[-3, 100]).Sample((mutations, cutPercent) =>
        {
            var damaged = (byte[])whole.Clone();
            foreach (var (place, value, count) in mutations)
                BitConverter.GetBytes(value).AsSpan(0, count).CopyTo(damaged.AsSpan(place));
            var file = Path.Combine(folder, $"{Guid.NewGuid():N}.dll");
            File.WriteAllBytes(file, cutPercent > 90 ? damaged[..(damaged.Length * cutPercent / 101)] : damaged);
            var description = PluginMetadata.Read(file);
            File.Delete(file);
            Assert.NotNull(description.Name);
        }, iter: 400, threads: 1);
    }

    [Fact]
    public void Headers_and_tables_that_lie_are_told()
    {
        var whole = File.ReadAllBytes(typeof(PluginMetadataFuzzTests).Assembly.Location);
        Gen.Select(Gen.Int[0, 1023], Gen.Byte).Sample((place, value) =>
        {
            var damaged = (byte[])whole.Clone();
            damaged[place] = value;
            var file = Path.Combine(folder, $"{Guid.NewGuid():N}.dll");
            File.WriteAllBytes(file, damaged);
            Assert.NotNull(PluginMetadata.Read(file).Version);
            File.Delete(file);
        }, iter: 400, threads: 1);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
