namespace Threadmill.Engine.Planning;

/// <summary>
/// Names as Python gives them: one thread has exactly the name asked for, several have <c>NAME_0</c>, <c>NAME_1</c> …, and
/// unnamed ones are <c>Thread-N (target)</c> with one counter for the run, consumed by unnamed threads only.
/// </summary>
public sealed class ThreadNames
{
    private int unnamed;

    public IEnumerable<string> Of(ThreadSpec spec, string? targetName)
    {
        for (var i = 0; i < spec.Threads; i++)
        {
            yield return string.IsNullOrEmpty(spec.Name) ? $"Thread-{++unnamed}{(targetName is null ? "" : $" ({targetName})")}"
                : spec.Threads == 1 ? spec.Name
                : $"{spec.Name}_{i}";
        }
    }
}
