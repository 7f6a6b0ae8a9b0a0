namespace Threadmill.Plugins.Sync;

/// <summary>Locks that their owner may enter again.</summary>
public enum ReentrantKind
{
    /// <summary><c>lock</c> on an object.</summary>
    Monitor,

    /// <summary><see cref="System.Threading.Lock"/>.</summary>
    Lock,

    /// <summary><see cref="System.Threading.Mutex"/>.</summary>
    Mutex,
}
