namespace Threadmill.Engine;

/// <summary>The folder that relative names start from. It may have been deleted under the process, which then has none.</summary>
public static class WorkingFolder
{
    /// <summary>Null: it is gone.</summary>
    public static string? TryGet()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>It and all above it, from the inside out; none if it is gone.</summary>
    public static IEnumerable<string> Upwards()
    {
        for (var folder = TryGet(); folder is not null; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }
}
