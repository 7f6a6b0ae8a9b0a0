using System.Reflection;
using NetArchTest.Rules;
using Threadmill.Engine;
using Threadmill.Testing;
using Xunit;

namespace Engine.Tests;

/// <summary>The arrows of the house: each room knows only rooms below it.</summary>
public sealed class LayeringTests
{
    private static readonly Assembly Engine = typeof(Problem).Assembly;

    [Theory]
    [InlineData("Topology", "")]
    [InlineData("Binding", "")]
    [InlineData("Metering", "")]
    [InlineData("Affinity", "Topology")]
    [InlineData("Journal", "Metering")]
    [InlineData("Plugins", "Binding")]
    [InlineData("Installing", "Plugins")]
    [InlineData("Targets", "Plugins Binding")]
    [InlineData("Results", "Journal Metering Binding Topology")]
    [InlineData("Planning", "Plugins Targets Binding Affinity Topology Metering")]
    [InlineData("Threads", "Metering Targets Affinity Journal Planning Binding Topology Plugins")]
    public void A_room_knows_only_rooms_below_it(string room, string below)
    {
        string[] all = ["Topology", "Binding", "Metering", "Affinity", "Journal", "Plugins", "Installing", "Targets", "Results", "Planning", "Threads"];
        var forbidden = all.Except([room, .. below.Split(' ')]).Select(r => $"Threadmill.Engine.{r}").ToArray();
        var result = Types.InAssembly(Engine).That().ResideInNamespace($"Threadmill.Engine.{room}").ShouldNot().HaveDependencyOnAny(forbidden).GetResult();
        Assert.True(result.IsSuccessful, $"{room} knows too much: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void The_plugin_library_is_behind_one_door() => Assert.True(
        Types.InAssembly(Engine).That().DoNotResideInNamespace("Threadmill.Engine.Plugins").ShouldNot().HaveDependencyOn("McMaster.NETCore.Plugins").GetResult().IsSuccessful);

    [Fact]
    public void System_calls_are_in_three_rooms_only()
    {
        var callers = from type in Engine.GetTypes()
                      from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
                      where method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
                      select type.Namespace;
        string[] allowed = ["Threadmill.Engine.Affinity", "Threadmill.Engine.Topology", "Threadmill.Engine.Metering"];
        Assert.DoesNotContain(callers, n => !allowed.Contains(n));
    }

    [Fact]
    public void The_engine_has_no_console() => Assert.True(
        Types.InAssembly(Engine).ShouldNot().HaveDependencyOn("System.Console").GetResult().IsSuccessful);

    [Fact]
    public void The_testing_package_knows_only_the_engine_and_the_contract()
    {
        var known = typeof(WorkloadTest).Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System", StringComparison.Ordinal));
        Assert.Equal(["Threadmill.Engine", "Threadmill.Workloads"], known.Order());
    }
}
