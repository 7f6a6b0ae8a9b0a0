using System.Globalization;

namespace Threadmill.Plugins.Sync;

/// <summary>One number that all threads of a group increment, each keeping count of what it did.</summary>
public abstract class Counter
{
    private readonly List<Section> sections = [];
    private Padded value;

    internal ref long Value => ref value.Value;

    internal Section Join(TimeSpan hold, TimeSpan think)
    {
        var section = new Section(this, hold, think);
        lock (sections)
            sections.Add(section);
        return section;
    }

    /// <summary>The number is the sum of what the threads did; else the message says how many updates were lost.</summary>
    [Check]
    public void NoUpdateIsLost()
    {
        long made = sections.Sum(section => section.Updates);
        long lost = made - Value;
        if (lost == 0)
            return;
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
            $"{lost} of {made} updates were lost ({100.0 * lost / made:0.##} %)"));
    }
}
