namespace Threadmill.Engine.Planning;

/// <summary>What options may not stand together, and what is allowed but probably not meant. Knows the plan only, no machine and no target.</summary>
public static class PlanRules
{
    /// <summary>More than any system starts; each takes room in the journal.</summary>
    public const int MaxThreads = 1_000_000;

    public static IEnumerable<Problem> Broken(RunPlan plan)
    {
        if (plan.Specs.IsEmpty)
            yield return Problem.Invalid("the plan has no spec; name a target, as in: threadmill run cpu.primes 1000");
        if (plan.Specs.Total(s => s.Threads) is > MaxThreads and var threads)
            yield return Problem.Invalid($"a run has at most {MaxThreads} threads, not {threads}");
        if (plan.Specs.Length > 0 && plan.Specs.All(s => s.Daemon))
            yield return Problem.Invalid("all specs are daemons, which run only as long as others do; leave --daemon out of one");
        if (plan.Gc is not null && plan.Isolate == Isolation.None)
            yield return Problem.Invalid("--gc needs a worker process; leave out --isolate none");
        foreach (var (group, _) in plan.GroupOnError)
        {
            if (plan.Specs.All(s => s.Group != group))
                yield return Problem.Invalid($"--on-error names the group '{group}', but no spec is in it");
        }
        foreach (var problem in plan.Specs.SelectMany(s => Broken(plan, s)))
            yield return problem;
    }

    public static IEnumerable<Remark> Remarks(RunPlan plan)
    {
        var started = plan.Specs.Where(s => s.Target is not null && !s.Daemon).ToArray();
        if (started.Any(s => s.IsLoop) && started.Any(s => !s.IsLoop))
            yield return new(true, "mix", "some specs loop and others are called once: the once-called ones end early and are not comparable");
    }

    private static IEnumerable<Problem> Broken(RunPlan plan, ThreadSpec spec)
    {
        if (spec.Target is null && (!spec.Args.IsEmpty || !spec.Kwargs.IsEmpty))
            yield return Problem.Invalid("a spec has arguments but no target");
        if (spec.Threads < 1)
            yield return Problem.Invalid($"--threads must be at least 1, not {spec.Threads}");
        if (spec.UntilFailure && plan.OnErrorOf(spec.Group) != ErrorPolicy.StopThread)
            yield return Problem.Invalid("--until-failure stops the run at the first exception; leave out --on-error");
        if (spec.Warmup is not null && !spec.IsLoop)
            yield return Problem.Invalid("--warmup needs a loop: add --duration, --ops or --rate");
        if (spec.PinOptional && spec.Pin is null)
            yield return Problem.Invalid("--pin-optional needs --pin");
        if (spec.Threads > 0 && spec.Name is { Length: > 0 } name && name.Contains('\0', StringComparison.Ordinal))
            yield return Problem.Invalid("--name holds a NUL character");
    }
}
