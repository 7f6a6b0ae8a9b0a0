using System.Reflection;
using System.Runtime.Loader;
using McMaster.NETCore.Plugins.Loader;

namespace Threadmill.Engine.Plugins;

/// <summary>
/// A plugin loaded into a context of its own, in which it finds its own dependencies; only the contract is shared with it. It
/// is never unloaded: contexts often cannot be, and a run ends with its process.
/// </summary>
/// <remarks>
/// The library's builder is used without its PluginLoader, which parses every runtimeconfig it can find and loads the shared
/// assemblies' closure at once (measured: 43-55 ms of a start).
/// </remarks>
public sealed class Plugin
{
    private static readonly AssemblyName Contract = typeof(WorkloadAttribute).Assembly.GetName();

    private Plugin(string path, Assembly assembly)
    {
        Path = path;
        Assembly = assembly;
    }

    public string Path { get; }

    public Assembly Assembly { get; }

    /// <exception cref="ProblemException">The file is no assembly, or not for this runtime.</exception>
    public static Plugin Load(string path)
    {
        try
        {
            if (FrameworkOwn(path) is { } own)
                return new(path, own);
            var builder = new AssemblyLoadContextBuilder()
                .SetMainAssemblyPath(path)
                .SetDefaultContext(AssemblyLoadContext.Default)
                .IsLazyLoaded(true);
            // The runtime compares the names of what a context finds by the rules of a culture, and takes 9 ms to load those.
            if (HasCopies(path))
                builder.PreferDefaultLoadContextAssembly(Contract);
            var context = builder.Build();
            PackageAssets.ServeTo(context, path);
            return new(path, context.LoadFromAssemblyPath(path));
        }
        catch (Exception e) when (e is BadImageFormatException or IOException)
        {
            throw new ProblemException(Problem.Unavailable($"plugin {path} cannot be loaded: {Reason(e)}"));
        }
    }

    /// <summary>An assembly that this one may use, loaded as it would be; null: it is not to be had.</summary>
    public Assembly? TryLoadReference(string name)
    {
        try
        {
            return (AssemblyLoadContext.GetLoadContext(Assembly) ?? AssemblyLoadContext.Default).LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null;
        }
    }

    /// <summary>Whether the contract, or the framework that it is made for, lies beside the plugin: the context would take that.</summary>
    private static bool HasCopies(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        return File.Exists(System.IO.Path.Combine(folder, $"{Contract.Name}.dll")) || File.Exists(System.IO.Path.Combine(folder, "System.Runtime.dll"));
    }

    /// <summary>The framework's own file is in the process already, and a second copy of it would be other types.</summary>
    private static Assembly? FrameworkOwn(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        var isFrameworks = System.IO.Path.GetDirectoryName(path) == System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location);
        return isFrameworks || name == typeof(object).Assembly.GetName().Name ? AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name)) : null;
    }

    /// <exception cref="ProblemException">The type, or something it needs, is not to be had.</exception>
    public Type LoadType(string name)
    {
        try
        {
            return Assembly.GetType(name, throwOnError: true)!;
        }
        catch (Exception e) when (e is TypeLoadException or IOException or BadImageFormatException)
        {
            throw new ProblemException(Problem.Unavailable($"type {name} of {Path} cannot be loaded: {Reason(e)}"));
        }
    }

    /// <summary>The types that can be loaded; those whose dependencies are missing are left out.</summary>
    public IEnumerable<Type> LoadableTypes() => LoadableTypes(Assembly);

    /// <summary>The same of any assembly.</summary>
    public static IEnumerable<Type> LoadableTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException { FileName: { } missing } => $"its dependency {missing} is neither beside it nor in the folder of NuGet packages",
        BadImageFormatException => $"it is not a .NET assembly for this machine ({e.Message.TrimEnd('.')})",
        _ => e.Message.TrimEnd('.'),
    };
}
