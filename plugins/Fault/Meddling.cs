using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Threadmill.Plugins.Fault;

/// <summary>Ways to meddle with what belongs to all.</summary>
public static partial class Meddling
{
    /// <summary>Prints lines on the console's output and error, and on the native output.</summary>
    /// <param name="lines">How many of each.</param>
    /// <param name="text">What each line says.</param>
    [Workload("fault.print")]
    public static void Print(int lines = 3, string text = "hello")
    {
        for (var i = 0; i < lines; i++)
        {
            Console.WriteLine($"{text} {i} on stdout");
            Console.Error.WriteLine($"{text} {i} on stderr");
            if (!OperatingSystem.IsWindows())
                NativeWrite($"{text} {i} on fd 1\n");
        }
    }

    /// <summary>Closes the process's stdout and stderr.</summary>
    [Workload("fault.close-streams")]
    public static void CloseStreams()
    {
        Console.Out.Close();
        Console.Error.Close();
        if (!OperatingSystem.IsWindows())
            _ = NativeClose(1) + NativeClose(2);
    }

    /// <summary>Sends the console's output elsewhere.</summary>
    [Workload("fault.redirect")]
    public static void Redirect()
    {
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
    }

    /// <summary>Changes culture, working folder, thread name and priority, as if it were alone in the process.</summary>
    /// <returns>The culture and folder that it set.</returns>
    [Workload("fault.change")]
    public static string Change()
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = new CultureInfo("de-DE");
        Directory.SetCurrentDirectory(Path.GetTempPath());
        Thread.CurrentThread.Name = "renamed";
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        return $"{CultureInfo.CurrentCulture.Name} {Directory.GetCurrentDirectory()}";
    }

    private static void NativeWrite(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _ = NativeWrite(1, bytes, bytes.Length);
    }

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint NativeWrite(int fd, byte[] bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int NativeClose(int fd);
}
