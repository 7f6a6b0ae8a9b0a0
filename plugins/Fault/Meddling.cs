using System.Globalization;
using System.Text;

namespace Threadmill.Plugins.Fault;

/// <summary>Ways to meddle with what belongs to all.</summary>
public static class Meddling
{
    /// <summary>Prints lines on the console's output and error, and on the native output.</summary>
    /// <param name="lines">How many of each.</param>
    /// <param name="text">What each line says.</param>
    /// <param name="after">Wait so long first; not at all by default.</param>
    [Workload("fault.print")]
    public static void Print(int lines = 3, string text = "hello", TimeSpan? after = null)
    {
        Pause.Before(after ?? TimeSpan.Zero);
        for (var i = 0; i < lines; i++)
        {
            Console.WriteLine($"{text} {i} on stdout");
            Console.Error.WriteLine($"{text} {i} on stderr");
            CRuntime.Write(1, Encoding.UTF8.GetBytes($"{text} {i} on fd 1\n"));
        }
    }

    /// <summary>Closes the process's stdout and stderr.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.close-streams")]
    public static void CloseStreams(TimeSpan? after = null)
    {
        Pause.Before(after);
        Console.Out.Close();
        Console.Error.Close();
        CRuntime.Close(1);
        CRuntime.Close(2);
    }

    /// <summary>Sends the console's output elsewhere.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    [Workload("fault.redirect")]
    public static void Redirect(TimeSpan? after = null)
    {
        Pause.Before(after);
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
    }

    /// <summary>Changes culture, working folder, thread name, affinity and priority, as if it were alone in the process.</summary>
    /// <param name="after">Wait so long first; 300 ms by default.</param>
    /// <returns>The culture and folder that it set, and whether the system let it change the affinity.</returns>
    [Workload("fault.change")]
    public static string Change(TimeSpan? after = null)
    {
        Pause.Before(after);
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = new CultureInfo("de-DE");
        Directory.SetCurrentDirectory(Path.GetTempPath());
        Thread.CurrentThread.Name = "renamed";
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        var moved = OwnAffinity.Change();
        return $"{CultureInfo.CurrentCulture.Name} {Directory.GetCurrentDirectory()} affinity changed: {moved}";
    }
}
