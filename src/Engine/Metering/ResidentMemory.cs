using System.Runtime.InteropServices;

namespace Threadmill.Engine.Metering;

/// <summary>Asks the system which pages of memory there are, without making them: mincore(2).</summary>
internal static unsafe partial class ResidentMemory
{
    /// <summary>False only where the system says that nothing was ever stored in the page.</summary>
    /// <param name="page">The beginning of a page.</param>
    public static bool IsTouched(void* page)
    {
        byte isThere;
        return !OperatingSystem.IsLinux() || MinCore(page, (nuint)Environment.SystemPageSize, &isThere) != 0 || (isThere & 1) != 0;
    }

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int MinCore(void* address, nuint length, byte* isThere);
}
