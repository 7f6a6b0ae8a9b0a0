using System.Diagnostics;
using System.Runtime.CompilerServices;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Workers;

/// <summary>How this same program is started again as managed code: by its own executable, or by the host that runs its DLL.</summary>
internal static class ToolCommand
{
    /// <param name="runtimeConfig">The file that says on which runtime; null: on the tool's own.</param>
    public static ProcessStartInfo Of(IEnumerable<string> words, string? runtimeConfig = null)
    {
        // An executable of our own is native code, or the host that an apphost is: that one alone can be started again as it is.
        var own = RuntimeFeature.IsDynamicCodeSupported ? Environment.ProcessPath! : InstalledRuntimes.Host;
        var isHost = Path.GetFileNameWithoutExtension(own).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        var host = isHost || runtimeConfig is null ? own : InstalledRuntimes.Host;
        var start = new ProcessStartInfo(host) { UseShellExecute = false };
        if (isHost || runtimeConfig is not null)
        {
            start.ArgumentList.Add("exec");
            if (runtimeConfig is not null)
            {
                // The tool keeps its own deps file: with a plugin's, its own dependencies are not found.
                foreach (var word in new[] { "--runtimeconfig", runtimeConfig, "--depsfile", Path.Combine(AppContext.BaseDirectory, "threadmill.deps.json") })
                    start.ArgumentList.Add(word);
            }
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "threadmill.dll"));
        }
        foreach (var word in words)
            start.ArgumentList.Add(word);
        return start;
    }
}
