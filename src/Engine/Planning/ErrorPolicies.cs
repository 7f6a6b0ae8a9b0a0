using Threadmill.Engine.Binding;

namespace Threadmill.Engine.Planning;

/// <summary>How failure policies are written: <c>stop-thread</c>, <c>stop-group</c>, <c>stop-run</c>, <c>continue[:MAX]</c>, with a group before a colon or without.</summary>
internal static class ErrorPolicies
{
    private const string Continue = "continue";

    public static readonly string[] Words = ["stop-thread", "stop-group", "stop-run", Continue];

    private static readonly ErrorScope[] Scopes = [ErrorScope.Thread, ErrorScope.Group, ErrorScope.Run, ErrorScope.None];

    /// <exception cref="ProblemException">Not a policy.</exception>
    public static RunPlan Set(RunPlan plan, string text)
    {
        if (TryRead(text) is { } all)
            return plan with { OnError = all };
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && TryRead(text[(colon + 1)..]) is { } ofGroup
            ? plan with { GroupOnError = plan.GroupOnError.SetItem(text[..colon], ofGroup) }
            : throw new ProblemException(Problem.Invalid($"must be {string.Join(", ", Words)} or continue:MAX, after a group's name and a colon or without, not '{text}'"));
    }

    public static IEnumerable<string?> Get(RunPlan plan) =>
        plan.GroupOnError.IsEmpty ? [Write(plan.OnError)] : plan.GroupOnError.Select(g => $"{g.Key}:{Write(g.Value)}").Prepend(Write(plan.OnError));

    private static ErrorPolicy? TryRead(string text)
    {
        if (Array.IndexOf(Words, text) is >= 0 and var i)
            return new ErrorPolicy(Scopes[i]);
        return text.StartsWith(Continue + ":", StringComparison.Ordinal)
            && ValueReader.TryReadText(text[(Continue.Length + 1)..], typeof(long), out var max, out _) && max is long and >= 1
            ? new ErrorPolicy(ErrorScope.None, (long)max)
            : null;
    }

    private static string Write(ErrorPolicy policy) =>
        Words[Array.IndexOf(Scopes, policy.Scope)] + (policy.MaxErrors is { } max ? $":{ValueReader.Text(max)}" : "");
}
