using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Cli.Tests.Commands;

public sealed class AuthorMistakesTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_mistake_of_an_author_is_listed_with_its_file_and_reason()
    {
        var ran = Tool.Run("list", Tool.Fixture("Mistakes"));
        Assert.Equal(0, ran.Code);
        string[] expected =
        [
            "workload 'two.operations': class Mistakes.TwoOperations has 2 [Operation] methods (One, Two); it must have one",
            "workload 'no.operation': class Mistakes.NoOperation has 0 [Operation] methods; it must have one",
            "Mistakes.NoWorkload.Never is an [Operation], but Mistakes.NoWorkload is not a [Workload]: it is never called",
            "workload 'two.constructors': class Mistakes.TwoConstructors has 2 public constructors; it must have one",
            "workload 'two.constructors': [Operation] Mistakes.TwoConstructors.Hidden must be public and not static",
            "workload 'hidden': class Mistakes.HiddenClass must be public",
            "workload 'hidden': [Operation] Mistakes.HiddenClass.Still must be public and not static",
            "workload 'abstract': class Mistakes.AbstractClass must be neither abstract nor static",
            "workload 'generic': class Mistakes.Generic`1 must not be generic: nobody could say of what",
            "workload 'not.public': Mistakes.Methods.NotPublic must be public and static, in a public class",
            "workload 'of.anything': Mistakes.Methods.OfAnything must not be generic: nobody could say of what",
            "workload 'unawaitable': Mistakes.Methods.Unawaitable is async void: nobody can await its end; let it return a Task",
            "workload 'unbindable': parameter 'number' is passed by reference: no argument can be bound to it",
            "workload 'unbindable': parameter 'bytes' is System.Span<byte>, a ref struct: no argument can be bound to it",
            "workload 'unbindable': parameter 'ask' is System.Func<int>, a delegate: no argument can be bound to it",
            "workload 'unbindable': parameter 'stream' is System.IO.Stream, which is abstract: no argument can be bound to it",
            "workload 'unbindable': parameter 'grid' is int[,], of several dimensions: no argument can be bound to it",
            "workload 'unbindable': parameter 'thing' is Mistakes.IThing, which is abstract: no argument can be bound to it",
            "workload 'unbindable': parameter 'told' is Mistakes.Told, a delegate: no argument can be bound to it",
            "workload 'sharing': [Shared] parameter 'thing' is Mistakes.IThing, which is abstract and cannot be made: ask for the class",
            "workload 'sharing': [Shared] parameter 'number' is int, of which each thread would have a copy: wrap it in a class",
            "workload 'sharing': [Shared] parameter 'split': Mistakes.Split has 2 public constructors; it must have one",
            "workload 'sharing': [Shared] Mistakes.Greedy asks for a WorkloadThread, 'me': it belongs to all threads of its group",
            "workload 'sharing.too': [Shared] parameter 'split': Mistakes.Split has 2 public constructors; it must have one",
            "[Check] Mistakes.NoWorkload.NorThis is never run: Mistakes.NoWorkload is neither a [Workload] nor [Shared] by one",
            "[Check] Mistakes.Sharing.With must take no parameters: it is never run",
            "[Check] Mistakes.Sharing.Hidden must be public and not static: it is never run",
            "workload 'twin': 2 workloads have this name (Mistakes.Methods.First, Mistakes.Methods.Second); each must have its own",
            "it is a Debug build: its code is not optimised, and its times say little; build it with -c Release",
        ];
        Assert.Equal(
            expected.Select(e => $"warning: {Tool.Fixture("Mistakes")}: {e}").Order(StringComparer.Ordinal),
            ran.Err.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("two.operations", "class Mistakes.TwoOperations has 2 [Operation] methods (One, Two); it must have one")]
    [InlineData("no.operation", "class Mistakes.NoOperation has 0 [Operation] methods; it must have one")]
    [InlineData("generic", "class Mistakes.Generic`1 must not be generic: nobody could say of what")]
    [InlineData("hidden", "class Mistakes.HiddenClass must be public")]
    [InlineData("not.public", "Mistakes.Methods.NotPublic must be public and static, in a public class")]
    [InlineData("twin", "2 workloads have this name (Mistakes.Methods.First, Mistakes.Methods.Second); each must have its own")]
    [InlineData("unawaitable", "Mistakes.Methods.Unawaitable is async void: nobody can await its end; let it return a Task")]
    [InlineData("unbindable", "parameter 'number' is passed by reference: no argument can be bound to it")]
    [InlineData("sharing", "[Shared] parameter 'number' is int, of which each thread would have a copy: wrap it in a class")]
    [InlineData("sharing.too", "[Shared] parameter 'split': Mistakes.Split has 2 public constructors; it must have one")]
    public void A_workload_with_a_mistake_is_listed_with_it_and_refused_for_it(string workload, string mistake)
    {
        var file = Tool.Fixture("Mistakes");
        var line = Tool.Run("list", file).Out.Split('\n').First(l => l.StartsWith($"  {workload} ", StringComparison.Ordinal));
        Assert.Matches(@"^  \S+ +cannot be run: ", line);
        Assert.Contains($"cannot be run: {mistake}", Tool.Run("describe", $"{file}::{workload}").Out, StringComparison.Ordinal);
        var ran = Tool.Run("run", $"{file}::{workload}");
        Assert.Equal(3, ran.Code);
        Assert.Contains($"workload '{workload}' in {file} cannot be run: {mistake}", ran.Err, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_a_default_or_is_made_of_JSON_is_no_mistake()
    {
        var ran = Tool.Run("run", $"{Tool.Fixture("Mistakes")}::fine", """{"$type":"circle","Radius":2}""", "--json");
        Assert.True(ran.Code == 0, ran.Err);
        Assert.Equal("Circle { Radius = 2 }", ran.Thread(0).GetProperty("returned").GetString());
    }

    [Fact]
    public void A_plugin_of_a_newer_contract_is_refused_with_both_versions_and_one_of_an_older_contract_runs()
    {
        var newer = WithContract(9, "Newer");
        const string Told = "it was built against version 9 of Threadmill.Workloads, this tool has version 1; update the tool";
        Assert.Contains(Told, Tool.Run("list", newer).Err, StringComparison.Ordinal);
        var run = Tool.Run("run", $"{newer}::new.json");
        Assert.True(run.Code == 3 && run.Err.Contains(Told, StringComparison.Ordinal), run.Err);
        var add = new Tool().With("XDG_DATA_HOME", folder.Path).Start("plugin", "add", newer).End();
        Assert.True(add.Code == 3 && add.Err.Contains(Told, StringComparison.Ordinal), add.Err);
        Assert.Equal("13", Tool.Run("run", $"{WithContract(0, "Older")}::new.json", "--json").Thread(0).GetProperty("returned").GetString());
    }

    /// <summary>A plugin as it would be had it been built against that version: the major number of its reference is another.</summary>
    private string WithContract(ushort major, string name)
    {
        var from = Path.GetDirectoryName(Tool.Fixture("NewJson"))!;
        var to = Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        var dll = Path.Combine(to, "NewJson.dll");
        var bytes = File.ReadAllBytes(dll);
        using var image = new PEReader([.. bytes]);
        var reader = image.GetMetadataReader();
        var handle = reader.AssemblyReferences.Single(r => reader.GetString(reader.GetAssemblyReference(r).Name) == "Threadmill.Workloads");
        // ECMA-335 II.22.5: a row of AssemblyRef begins with the major version.
        var row = image.PEHeaders.MetadataStartOffset + reader.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + ((MetadataTokens.GetRowNumber(handle) - 1) * reader.GetTableRowSize(TableIndex.AssemblyRef));
        BitConverter.TryWriteBytes(bytes.AsSpan(row), major);
        File.WriteAllBytes(dll, bytes);
        return dll;
    }
}
