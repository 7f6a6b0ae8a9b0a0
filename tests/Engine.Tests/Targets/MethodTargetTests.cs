using Threadmill.Engine;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Targets;
using Xunit;

namespace Engine.Tests.Targets;

/// <summary>What can be called of an assembly that knows nothing of us, and what is said of the rest.</summary>
public sealed class MethodTargetTests : IDisposable
{
    private readonly string folder = Scratch.New("targets");
    private readonly TargetResolver resolver;

    public MethodTargetTests() => resolver = new(new Catalog(new PluginFolders([]), new MetadataCache(Path.Combine(folder, "cache.json"))));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Cache.TryGet 5", "the out parameter 'out long value'")]
    [InlineData("Cache.Sum 1,2", "ReadOnlySpan<int> lives on its caller's stack only")]
    [InlineData("Extensions.Swap 5", "the ref parameter 'ref int a'")]
    [InlineData("Extensions.Read 5", "the pointer parameter 'int* p'")]
    [InlineData("Extensions.Apply 5", "the delegate parameter 'Func<int> make'")]
    [InlineData("Cache.Shrink", "Their.Caching.Cache.Shrink is not public")]
    [InlineData("Secret.Number", "type Their.Caching.Secret is not public")]
    [InlineData("Cache.Gt 5", "has no public method 'Gt'; did you mean 'Get'?")]
    [InlineData("Cach.Get 5", "has no public type 'Cach'; did you mean 'Cache'?")]
    [InlineData("Store.Size", "needs an object to be called on, and Their.Caching.Store is abstract; call it on Their.Caching.HeavyStore")]
    [InlineData("Vault.Open", "Their.Caching.Vault has no public constructor; call one of its static methods (Make, Count), or a method of your own that gets one and calls it")]
    [InlineData("Vault.Item 3", "Their.Caching.Vault.Item is an indexer; say Vault.get_Item")]
    [InlineData("Vault.Itm 3", "has no public method 'Itm'\n")]
    [InlineData("Tuples.Pairs 3", "Tuples.Pairs(List<(int, string)> pairs, string text)\n  Tuples.Pairs((int, int, int, int, int, int, int, int, int) nine, string text)")]
    [InlineData("Box.Content content=5", "Box<T> needs 1 type argument(s); write for instance Box<int>")]
    [InlineData("Box<string>.As 1 content=x", "needs its type arguments said: Box<string>.As<int>")]
    [InlineData("Extensions.Echo<Nope> 1", "no type 'Nope'")]
    [InlineData("Extensions.Largest<string> 1", "does not take string")]
    [InlineData("Cache.Get", "has no overload that takes these arguments; there are:\n  Cache.Get(int key, bool create = true)\n  Cache.Get(string key)")]
    [InlineData("Cache.Label capacity=5", "say new.capacity= for the constructor's")]
    [InlineData("Cache.Label 5 size=7", "unexpected keyword argument 'size'")]
    [InlineData("Handle..ctor", "are called Type.new: Handle.new")]
    [InlineData("Store.new", "Their.Caching.Store is abstract")]
    [InlineData("Handle", "names a type; add one of its members: ::Handle.Open")]
    [InlineData("Cache.get", "did you mean 'Get'?")]
    [InlineData("Box<", "a name is missing at position 5")]
    public void What_cannot_be_called_is_told_with_its_reason(string words, string reason)
    {
        var problems = Assert.ThrowsAny<Exception>(() => Bind(words)).Message;
        Assert.Contains(reason, problems + "\n", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cache.Get 7", InstanceScope.Group, "Int64 Get(Int32, Boolean)")]
    [InlineData("Cache.Get x7", InstanceScope.Group, "Int64 Get(System.String)")]
    [InlineData("Their.Caching.Cache.Name name=bob", InstanceScope.Group, "System.String get_Name()")]
    [InlineData("Cache.Label capacity=5 new.capacity=7", InstanceScope.Group, "System.String Label(Int32)")]
    [InlineData("Point.Move 3", InstanceScope.Group, "Int32 Move(Int32)")]
    [InlineData("Point.new 1 2", null, "Void .ctor(Int32, Int32)")]
    [InlineData("Box<int>.Lid.Kind", InstanceScope.Group, "System.String Kind()")]
    [InlineData("Extensions.Echo<Guid[]> 00000000-0000-0000-0000-000000000001", null, "System.Guid[] Echo[Guid[]](System.Guid[])")]
    [InlineData("Extensions.Echo<Dictionary<string,List<int?>>> {}", null, "System.Collections.Generic.Dictionary`2[System.String,System.Collections.Generic.List`1[System.Nullable`1[System.Int32]]] Echo[Dictionary`2](System.Collections.Generic.Dictionary`2[System.String,System.Collections.Generic.List`1[System.Nullable`1[System.Int32]]])")]
    public void What_can_be_called_is_found(string words, InstanceScope? scope, string method)
    {
        var bound = Bind(words);
        Assert.Equal(method, bound.Method.ToString());
        Assert.Equal(scope, bound.Instance);
    }

    [Theory]
    [InlineData("System.Private.CoreLib.dll::Math.Max 3 5", "Int32 Max(Int32, Int32)")]
    [InlineData("System.Runtime.dll::System.Math.Sqrt 3", "Double Sqrt(Double)")]
    [InlineData("System.Collections.Concurrent.dll::ConcurrentDictionary<int,string>.TryAdd 3 x", "Boolean TryAdd(Int32, System.String)")]
    [InlineData("System.Private.CoreLib.dll::List<string>.Add x", "Void Add(System.String)")]
    [InlineData("System.Private.CoreLib.dll::String.Concat a b", "System.String Concat(System.String, System.String)")]
    [InlineData("System.Private.CoreLib.dll::Task.Delay 10", "System.Threading.Tasks.Task Delay(Int32)")]
    [InlineData("System.Linq.dll::Enumerable.Sum 1,2,3", "Int32 Sum(System.Collections.Generic.IEnumerable`1[System.Int32])")]
    public void The_framework_has_targets_too(string words, string method)
    {
        var (target, arguments) = Parse(words);
        var problems = new List<Problem>();
        var bound = resolver.Resolve(TargetName.Parse(target)).Bind(arguments, null, problems);
        Assert.Empty(problems);
        Assert.Equal(method, bound!.Method.ToString());
    }

    private BoundTarget Bind(string words)
    {
        var (target, arguments) = Parse(words);
        var problems = new List<Problem>();
        return resolver.Resolve(TargetName.Parse($"{Fixtures.Dll("TheirLibrary")}::{target}")).Bind(arguments, null, problems)
            ?? throw new ProblemException(problems);
    }

    private static (string Target, Arguments) Parse(string words)
    {
        var all = words.Split(' ');
        var keywords = all.Skip(1).Where(w => w.Contains('=')).Select(w => new KeywordArgument(w.Split('=')[0], w.Split('=')[1]));
        return (all[0], new([.. all.Skip(1).Where(w => !w.Contains('='))], [.. keywords]));
    }
}
