using System.Reflection;
using Threadmill.Engine;
using Threadmill.Engine.Planning;
using Threadmill.Engine.Plugins;
using Threadmill.Engine.Targets;

namespace Threadmill.Testing;

/// <summary>
/// A workload with its arguments and options, to be run by Threadmill's own engine inside this process: on real threads that
/// start together, with shared state, checks and disposal as in a run from the shell. Immutable: each call gives a new one.
/// </summary>
/// <example><code>
/// var result = WorkloadTest.Of&lt;CacheGet&gt;().Kwarg("capacity", 16).Threads(4).Ops(1_000).Run().EnsurePassed();
/// </code></example>
public sealed partial class WorkloadTest
{
    private readonly Target target;
    private readonly ThreadSpec spec;
    private readonly RunPlan plan;
    private readonly WorkloadTest? others;

    private WorkloadTest(Target target, ThreadSpec spec, RunPlan plan, WorkloadTest? others)
    {
        this.target = target;
        this.spec = spec;
        this.plan = plan;
        this.others = others;
    }

    /// <summary>A workload class: one instance per thread, its <c>[Operation]</c> is called.</summary>
    /// <exception cref="ProblemException">The class has not exactly one operation.</exception>
    public static WorkloadTest Of<TWorkload>()
        where TWorkload : class => Starting(WorkloadTarget.OfClass(NameOf(typeof(TWorkload), null), typeof(TWorkload).Assembly.Location, typeof(TWorkload)));

    /// <summary>A workload method, given by its name: <c>WorkloadTest.Of(Greetings.Greet)</c>.</summary>
    /// <exception cref="ArgumentException">It is not a public static method.</exception>
    public static WorkloadTest Of(Delegate method)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (!method.Method.IsStatic || !method.Method.IsPublic || method.Method.DeclaringType is not { } type)
            throw new ArgumentException($"{method.Method.Name} is not a public static method; give the workload's own method, not a lambda", nameof(method));
        return Starting(new WorkloadTarget(NameOf(type, method.Method), type.Assembly.Location, type, method.Method));
    }

    /// <summary>A workload by the name that users type, of the plugin in which some type is.</summary>
    /// <exception cref="ProblemException">The plugin offers no such workload, or cannot be used; says why.</exception>
    public static WorkloadTest Named(string name, Assembly plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        var description = PluginMetadata.Read(plugin.Location);
        if (description.Fault is { } fault)
            throw new ProblemException(Problem.Unavailable($"{plugin.Location} cannot be used: {fault}"));
        var workload = description.Workloads.FirstOrDefault(w => w.Name == name)
            ?? throw new ProblemException(Problem.Unavailable($"{plugin.GetName().Name} has no workload '{name}'; it has {string.Join(", ", description.Workloads.Select(w => w.Name).DefaultIfEmpty("none"))}"));
        var type = plugin.GetType(workload.Type, throwOnError: true)!;
        return Starting(workload.Method is { } method
            ? WorkloadTarget.OfMethod(name, plugin.Location, type, method)
            : WorkloadTarget.OfClass(name, plugin.Location, type));
    }

    /// <summary>Positional arguments, as after the target on the command line. A text is read as it is there: <c>"100k"</c> is a number.</summary>
    public WorkloadTest Args(params object?[] values) => With(spec with { Args = [.. spec.Args, .. values.Select(ArgumentText.Of)] });

    /// <summary>An argument by its parameter's name; the way to reach the constructor of shared objects too.</summary>
    public WorkloadTest Kwarg(string parameter, object? value) => With(spec with { Kwargs = [.. spec.Kwargs, new(parameter, ArgumentText.Of(value))] });

    /// <summary>How many threads run it; 1 if not said.</summary>
    public WorkloadTest Threads(int count) => With(spec with { Threads = count });

    /// <summary>How often each thread calls it; once if neither this nor <see cref="Duration"/> is said.</summary>
    public WorkloadTest Ops(long perThread) => With(spec with { Ops = perThread });

    /// <summary>How long each thread calls it. No warm-up is made unless <c>Option("warmup", …)</c> asks for one.</summary>
    public WorkloadTest Duration(TimeSpan time) => With(spec with { Duration = time, Warmup = spec.Warmup ?? TimeSpan.Zero });

    /// <summary>The threads' group: what they share, and who they start with. <c>main</c> if not said.</summary>
    public WorkloadTest Group(string name) => With(spec with { Group = name });

    /// <summary>Seeds the threads' random streams; 0 if not said, so that a test runs the same each time.</summary>
    public WorkloadTest Seed(int seed) => new(target, spec, plan with { Seed = seed }, others);

    /// <summary>After this long the run is stopped and its threads are <c>TimedOut</c>; a minute if not said.</summary>
    public WorkloadTest Timeout(TimeSpan time) => new(target, spec, plan with { Timeout = time }, others);

    /// <summary>Any option of <c>threadmill run</c> by its long name, in the form of the command line: <c>Option("on-error", "continue")</c>.</summary>
    /// <exception cref="ProblemException">There is no such option, or the value is wrong.</exception>
    public WorkloadTest Option(string name, string value = "true")
    {
        if (SpecOptions.All.FirstOrDefault(o => o.Name == name) is { } ofSpec)
            return With(ofSpec.Set(spec, value));
        if (RunOptions.All.FirstOrDefault(o => o.Name == name) is { } ofRun)
            return new(target, spec, ofRun.Set(plan, value), others);
        throw new ProblemException(Problem.Invalid($"there is no option '{name}'; did you mean '{Nearest.To(name, [.. SpecOptions.All.Select(o => o.Name), .. RunOptions.All.Select(o => o.Name)])}'?"));
    }

    /// <summary>Adds another workload's threads, to start together with these; the options of the run are this one's.</summary>
    public WorkloadTest And(WorkloadTest other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(target, spec, plan, others is null ? other : others.And(other));
    }

    private static WorkloadTest Starting(WorkloadTarget target) =>
        new(target, new ThreadSpec(), new RunPlan { Seed = 0, Timeout = TimeSpan.FromMinutes(1), Isolate = Isolation.None }, null);

    private WorkloadTest With(ThreadSpec changed) => new(target, changed, plan, others);

    private static string NameOf(Type type, MethodInfo? method) =>
        ((MemberInfo?)method ?? type).GetCustomAttribute<WorkloadAttribute>()?.Name ?? WorkloadDescription.DefaultName(type.FullName!, method?.Name);
}
