using System.Text;
using Spectre.Console;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Reports;

/// <summary>Consoles to draw on, each stream judged on its own: off a terminal plain and of unlimited width.</summary>
internal static class Terminal
{
    private const int Unlimited = 10_000;

    public static IAnsiConsole Out(ColorMode color) => Of(Console.Out, Console.IsOutputRedirected, color);

    public static IAnsiConsole Error(ColorMode color) => Of(Console.Error, Console.IsErrorRedirected, color);

    /// <summary>As stdout would be, but seen by nobody.</summary>
    public static IAnsiConsole Nowhere(ColorMode color) => Of(TextWriter.Null, Console.IsOutputRedirected, color);

    private static IAnsiConsole Of(TextWriter writer, bool isRedirected, ColorMode color)
    {
        var isColored = color == ColorMode.Always
            || (color == ColorMode.Auto && !isRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            // An old console of Windows has to be asked for it.
            Ansi = !isColored ? AnsiSupport.No : OperatingSystem.IsWindows() && color == ColorMode.Auto ? AnsiSupport.Detect : AnsiSupport.Yes,
            ColorSystem = isColored ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            // All that they would find out is decided above.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = isRedirected ? new OffTerminal(writer) : new AnsiConsoleOutput(writer),
        });
    }

    /// <summary>Its width is not asked for: the console would read the terminal's whole description.</summary>
    private sealed class OffTerminal(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => Unlimited;

        public int Height => Unlimited;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
