using System.Diagnostics;

namespace Threadmill.Cli.Workers;

/// <summary>How this same program is started again: by its own executable, or by the host that runs its DLL.</summary>
internal static class ToolCommand
{
    public static ProcessStartInfo Of(IEnumerable<string> words)
    {
        var host = Environment.ProcessPath!;
        var start = new ProcessStartInfo(host) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "threadmill.dll"));
        }
        foreach (var word in words)
            start.ArgumentList.Add(word);
        return start;
    }
}
