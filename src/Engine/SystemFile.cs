namespace Threadmill.Engine;

/// <summary>The small files in which a kernel tells of itself.</summary>
internal static class SystemFile
{
    /// <summary>Null where it is not there or not to be read. Most are not, anywhere; exceptions for each would take longer than all the rest of a start.</summary>
    public static string? Text(string file)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
