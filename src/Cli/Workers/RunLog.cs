using Microsoft.Extensions.Logging;

namespace Threadmill.Cli.Workers;

/// <summary>What the tool says of its own doings, on stderr, with <c>--log-level</c>.</summary>
internal sealed partial class RunLog(ILogger<RunLog> logger)
{
    [LoggerMessage(LogLevel.Debug, "the journal is {Path}: {Threads} threads, {Bytes} bytes with holes")]
    public partial void JournalMade(string path, int threads, long bytes);

    [LoggerMessage(LogLevel.Information, "run {RunId} ended after {WallNs} ns: {Outcome}, exit {ExitCode}")]
    public partial void Ended(string runId, long? wallNs, string outcome, int exitCode);
}
