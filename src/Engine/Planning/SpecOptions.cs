using System.Collections.Immutable;
using Threadmill.Engine.Binding;
using Threadmill.Engine.Targets;
using static Threadmill.Engine.Planning.PlanOption;

namespace Threadmill.Engine.Planning;

/// <summary>The settings of a thread spec. On the command line, those before the first target hold for all specs.</summary>
public static class SpecOptions
{
    public static ImmutableArray<SpecOption> All { get; } =
    [
        new("name", null, "NAME", "Thread name; several threads are NAME_0, NAME_1 …",
            (s, v) => s with { Name = NotEmpty(v) }, s => s.Name),
        new("group", null, "NAME", "Group: common start, shared state, failure policy, merged statistics (default main)",
            (s, v) => s with { Group = NotEmpty(v) }, s => s.Group),
        new("threads", 't', "N", "Threads to start (default 1); a list 1,2,4 sweeps over it",
            (s, v) => s with { Threads = AtLeast(As<int>(v), 1, v) }, s => ValueReader.Text(s.Threads)),
        new("daemon", null, null, "Background load: repeats until the last other thread has ended",
            (s, v) => s with { Daemon = Flag(v) }, s => ValueReader.Text(s.Daemon)),
        new("stack-size", null, "SIZE", "Stack of each thread, such as 256K",
            (s, v) => s with { StackSizeBytes = StackSize(v) }, s => s.StackSizeBytes is { } n ? SizeText.Write(n) : null),
        new("priority", null, "LEVEL", "Priority of the threads (nice +10 to -10)",
            (s, v) => s with { Priority = Word<ThreadPriority>(v) }, s => Spelled(s.Priority), Names(typeof(ThreadPriority))),
        new("pin", null, "PLACES", "CPUs to pin to: 0-3 or 0+1,2+3 or cores/spread or allowed:0 or none; thread i takes place i",
            (s, v) => s with { Pin = Affinity.PinSpec.Parse(v).ToString() }, s => s.Pin),
        new("pin-optional", null, null, "Run unpinned where the system cannot pin",
            (s, v) => s with { PinOptional = Flag(v) }, s => ValueReader.Text(s.PinOptional)),
        new("ops", null, "N", "Calls per thread",
            (s, v) => s with { Ops = AtLeast(As<long>(v), 1, v) }, s => ValueReader.Text(s.Ops)),
        new("duration", null, "TIME", "Call again and again for this long, such as 5s",
            (s, v) => s with { Duration = Positive(v) }, s => ValueReader.Text(s.Duration)),
        new("rate", null, "R", "Calls per second over all threads of the spec, by the clock (open loop)",
            (s, v) => s with { Rate = Rate(v) }, s => ValueReader.Text(s.Rate)),
        new("warmup", null, "TIME", "Uncounted calls before the counted ones (default with --duration: until settled; with --until-failure none)",
            (s, v) => s with { Warmup = Duration(v) }, s => ValueReader.Text(s.Warmup)),
        new("until-failure", null, null, "Repeat until an exception in any thread, then stop the run; a workload's checks come at its end only",
            (s, v) => s with { UntilFailure = Flag(v) }, s => ValueReader.Text(s.UntilFailure)),
        new("sampling", null, "K", "Time every call, or one in K on average (default auto: all, but fewer where a call is fast)",
            (s, v) => s with { SamplingEvery = Sampling(v) },
            s => s.SamplingEvery == 1 ? "every" : ValueReader.Text(s.SamplingEvery), "every", "auto"),
        new("clock", null, "CLOCK", "Clock to time calls with",
            (s, v) => s with { Clock = Word<ClockChoice>(v) }, s => Spelled(s.Clock), Names(typeof(ClockChoice))),
        new("async", null, "WHERE", "Where continuations of asynchronous operations run",
            (s, v) => s with { Async = Word<AsyncMode>(v) }, s => s.Async is { } a ? Spelled(a) : null, Names(typeof(AsyncMode))),
        new("deadline", null, "TIME", "Timeout of this spec alone",
            (s, v) => s with { Deadline = Positive(v) }, s => ValueReader.Text(s.Deadline)),
        new("instance", null, "SCOPE", "Who shares the object whose method is called",
            (s, v) => s with { Instance = Word<InstanceScope>(v) }, s => s.Instance is { } i ? Spelled(i) : null, Names(typeof(InstanceScope))),
    ];

    internal static string[] Names(Type choice) => [.. Enum.GetNames(choice).Select(EnumReader.Spelled)];

    internal static TimeSpan Positive(string text) =>
        Duration(text) is var span && span > TimeSpan.Zero ? span : throw new ProblemException(Problem.Invalid($"must be longer than 0, not '{text}'"));

    /// <summary>The runtime takes no more than an int of bytes.</summary>
    private static long StackSize(string text) =>
        AtLeast(Bytes(text), 16 * 1024, text) is var bytes and < int.MaxValue ? bytes : throw new ProblemException(Problem.Invalid($"must be less than 2G, not '{text}'"));

    private static string NotEmpty(string text) =>
        text.Length > 0 ? text : throw new ProblemException(Problem.Invalid("must not be empty"));

    private static int? Sampling(string text) => text switch
    {
        "auto" => null,
        "every" => 1,
        _ => ValueReader.TryReadText(text, typeof(int), out var k, out _) && k is int and >= 1 ? (int)k
            : throw new ProblemException(Problem.Invalid($"must be every, auto or a number K above 0 (one call in K), not '{text}'")),
    };

    private static double Rate(string text) =>
        As<double>(text) is var rate && rate > 0 && double.IsFinite(rate) ? rate : throw new ProblemException(Problem.Invalid($"must be a number of calls per second above 0, not '{text}'"));
}
