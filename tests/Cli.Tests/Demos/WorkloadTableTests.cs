using System.Text;
using System.Text.Json;
using Xunit;

namespace Cli.Tests.Demos;

/// <summary>plugins/WORKLOADS.md is what <c>threadmill list --json</c> says. To write it anew: WRITE_TABLES=1 dotnet test.</summary>
public sealed class WorkloadTableTests
{
    [Fact]
    public void The_table_of_workloads_is_what_list_says()
    {
        var file = Path.Combine(Tool.Root, "plugins", "WORKLOADS.md");
        var table = Table(Tool.Run("list", "--json").Json);
        if (Environment.GetEnvironmentVariable("WRITE_TABLES") is not null)
            File.WriteAllText(file, table);
        Assert.Equal(table, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    private static string Table(JsonElement list)
    {
        var text = new StringBuilder("# The workloads that come with the tool\n\n`threadmill describe NAME` tells the parameters and what is measured.\n");
        foreach (var plugin in list.GetProperty("plugins").EnumerateArray())
        {
            text.Append($"\n## {plugin.GetProperty("name").GetString()}\n\n| workload | what it does | arguments |\n|---|---|---|\n");
            foreach (var workload in plugin.GetProperty("workloads").EnumerateArray())
                text.Append($"| `{workload.GetProperty("name").GetString()}` | {Cell(workload.GetProperty("summary"))} | {string.Join(' ', Arguments(workload))} |\n");
        }
        return text.ToString();
    }

    private static IEnumerable<string> Arguments(JsonElement workload) =>
        from parameter in workload.GetProperty("parameters").EnumerateArray()
        where parameter.GetProperty("role").GetString() is "Argument" or "OfShared"
        let name = parameter.GetProperty("name").GetString()
        let value = parameter.GetProperty("default").GetString()
        select value is null ? $"`{name}{(parameter.GetProperty("isParams").GetBoolean() ? "…" : "")}`" : value is "null" or "default" or "\"\"" ? $"`[{name}]`" : $"`{name}={value}`";

    private static string Cell(JsonElement text) => (text.GetString() ?? "").Replace("|", "\\|", StringComparison.Ordinal);
}
