using Threadmill.Engine.Journal;

namespace Threadmill.Cli.Sources;

/// <summary>A signal ended the tool before anything was run.</summary>
internal sealed class InterruptedException(StopReason reason) : Exception
{
    public StopReason Reason { get; } = reason;
}
