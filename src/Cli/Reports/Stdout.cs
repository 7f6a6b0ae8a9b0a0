using System.Text;
using Threadmill.Engine;

namespace Threadmill.Cli.Reports;

/// <summary>
/// The process's stdout, opened when something is written to it first. One that was closed before we came is written to in
/// vain and quietly, as one whose reader has gone; one that is full is a problem of the user's, not a bug.
/// </summary>
internal sealed class Stdout(TextWriter console) : TextWriter
{
    public override Encoding Encoding => console.Encoding;

    public override void Write(char value) => Guarded(() => console.Write(value));

    public override void Write(string? value) => Guarded(() => console.Write(value));

    public override void Write(char[] buffer, int index, int count) => Guarded(() => console.Write(buffer, index, count));

    public override void Flush() => Guarded(console.Flush);

    /// <summary>Has every writer of stdout in this process meet its end so.</summary>
    public static void Guard() => Console.SetOut(new Stdout(Console.Out));

    /// <exception cref="ProblemException">Stdout cannot be written.</exception>
    public static void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (UnauthorizedAccessException)
        {
            // A closed descriptor: there is nobody to tell.
        }
        catch (IOException e) when (e is not (FileNotFoundException or FileLoadException))
        {
            throw new ProblemException(Problem.Unavailable($"stdout could not be written: {e.Message}"));
        }
    }
}
