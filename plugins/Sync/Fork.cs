namespace Threadmill.Plugins.Sync;

/// <summary>What two neighbours share: its monitor says whose it is.</summary>
internal sealed class Fork
{
    internal int InUse;
}
