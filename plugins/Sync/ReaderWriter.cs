namespace Threadmill.Plugins.Sync;

/// <summary>Reads or writes a record of 16 words under one of the classic readers-writers protocols, built from semaphores.</summary>
/// <remarks>For readers and writers apart, use two specs of one group: <c>sync.readers-writers writes=0 : sync.readers-writers writes=1</c>.</remarks>
/// <param name="writes">Share of the calls that write, from 0 to 1; the others read.</param>
/// <param name="hold">Busy time with the record, such as <c>1us</c>; none by default.</param>
/// <param name="think">Busy time before each call; none by default.</param>
[Workload("sync.readers-writers")]
public sealed class ReaderWriter(
    [Shared] Library library, WorkloadThread me, double writes = 0.1, TimeSpan hold = default, TimeSpan think = default)
{
    private readonly Busy hold = new(hold, nameof(hold));
    private readonly Busy think = new(think, nameof(think));
    private Dice dice = new(writes, me.Random, nameof(writes));

    [Operation]
    public long ReadOrWrite()
    {
        think.Spend();
        return dice.Throw() ? library.Write(hold, me.StopToken) : library.Read(hold, me.StopToken);
    }
}
