using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;

namespace Bodies;

/// <summary>Three methods of the standard library, as BenchmarkDotNet measures them and as Threadmill calls them.</summary>
public class Library
{
    private static readonly Dictionary<string, int> Table = Enumerable.Range(0, 1000).ToDictionary(i => $"key {i}");
    private static readonly byte[] Kilobyte = new byte[1024];
    private readonly string key = "key 617";
    private readonly string left = "left and ";
    private readonly string right = "right";

    [Benchmark]
    public int LookUp() => Table[key];

    [Benchmark]
    public string Concat() => string.Concat(left, right);

    [Benchmark]
    public byte[] Sha256() => SHA256.HashData(Kilobyte);
}
