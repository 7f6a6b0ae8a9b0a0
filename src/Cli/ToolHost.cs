using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Threadmill.Cli.Workers;
using Threadmill.Engine.Planning;

namespace Threadmill.Cli;

/// <summary>
/// The host that carries logging and the services that commands are built from. It is built inside the action that needs it,
/// so that help, completion and errors do not pay for it, and never started: a run's lifetime is its threads'.
/// </summary>
internal static class ToolHost
{
    public static IHost Build(RunPlan plan)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (Enum.TryParse<LogLevel>(plan.Reporting.LogLevel, ignoreCase: true, out var level) && level < LogLevel.Warning)
        {
            // Log lines go to stderr, whatever their level; without the option not even the provider is loaded.
            builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        }
        builder.Logging.SetMinimumLevel(level);
        builder.Services.AddSingleton<RunLog>();
        return builder.Build();
    }
}
