using System.Reflection;

namespace Engine.Tests;

/// <summary>The tiny assemblies that are built for the tests.</summary>
internal static class Fixtures
{
    public static string Dll(string name) => Path.GetFullPath(
        typeof(Fixtures).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Fixtures").Value!.Replace("{0}", name, StringComparison.Ordinal));
}
