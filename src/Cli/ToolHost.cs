using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Threadmill.Cli.Workers;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli;

/// <summary>
/// The host that carries logging. It is built only where a plan wants to see what the tool logs, so that no other run pays for
/// it, and never started: a run's lifetime is its threads'.
/// </summary>
internal static class ToolHost
{
    /// <summary>Null: the plan wants nothing of what a run logs.</summary>
    public static RunLog? LogOf(RunPlan plan) =>
        plan.Reporting.LogLevel is "trace" or "debug" or "information"
            ? Build(Enum.Parse<LogLevel>(plan.Reporting.LogLevel, ignoreCase: true)).Services.GetRequiredService<RunLog>()
            : null;

    private static IHost Build(LogLevel level)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // Log lines go to stderr, whatever their level.
        builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(level);
        builder.Services.AddSingleton<RunLog>();
        return builder.Build();
    }
}
