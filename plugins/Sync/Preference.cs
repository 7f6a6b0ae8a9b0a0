namespace Threadmill.Plugins.Sync;

/// <summary>Who goes first where readers and writers wait (Courtois, Heymans, Parnas 1971).</summary>
public enum Preference
{
    /// <summary>One queue for both: nobody starves.</summary>
    Fair,

    /// <summary>Readers join readers at any time: writers may starve.</summary>
    Readers,

    /// <summary>No reader enters while a writer waits: readers may starve.</summary>
    Writers,
}
