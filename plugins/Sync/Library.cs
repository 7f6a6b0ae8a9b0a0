using System.Globalization;

namespace Threadmill.Plugins.Sync;

/// <summary>A record of several words that readers may read together and one writer at a time may change.</summary>
/// <param name="preference">Who goes first: <c>fair</c>, <c>readers</c> or <c>writers</c>.</param>
public sealed class Library(Preference preference = Preference.Fair) : IDisposable
{
    private const int Words = 16;
    private readonly SemaphoreSlim room = new(1, 1);
    private readonly SemaphoreSlim entrance = new(1, 1);
    private readonly long[] record = new long[Words];
    private LightSwitch? readers;
    private LightSwitch? writers;
    private long tornReads;

    private LightSwitch ReaderParty => readers ?? LazyInitializer.EnsureInitialized(ref readers, () => new LightSwitch(room));

    private LightSwitch WriterParty => writers ?? LazyInitializer.EnsureInitialized(ref writers, () => new LightSwitch(entrance));

    internal long Read(Busy hold, CancellationToken stop)
    {
        if (preference == Preference.Readers)
        {
            ReaderParty.Enter();
        }
        else
        {
            entrance.Wait(stop);
            try
            {
                ReaderParty.Enter();
            }
            finally
            {
                entrance.Release();
            }
        }
        try
        {
            return ReadRecord(hold);
        }
        finally
        {
            ReaderParty.Exit();
        }
    }

    internal long Write(Busy hold, CancellationToken stop)
    {
        if (preference == Preference.Readers)
            return WriteInRoom(hold, stop);
        if (preference == Preference.Fair)
            return WriteFromQueue(hold, stop);
        WriterParty.Enter();
        try
        {
            return WriteInRoom(hold, stop);
        }
        finally
        {
            WriterParty.Exit();
        }
    }

    /// <summary>No reader saw a half-written record, and all words agree at the end.</summary>
    [Check]
    public void NoReadIsTorn()
    {
        if (tornReads > 0 || record.Any(word => word != record[0]))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{tornReads} reads saw a half-written record"));
    }

    public void Dispose()
    {
        room.Dispose();
        entrance.Dispose();
    }

    private long WriteFromQueue(Busy hold, CancellationToken stop)
    {
        entrance.Wait(stop);
        try
        {
            return WriteInRoom(hold, stop);
        }
        finally
        {
            entrance.Release();
        }
    }

    private long WriteInRoom(Busy hold, CancellationToken stop)
    {
        room.Wait(stop);
        try
        {
            long version = record[0] + 1;
            record[0] = version;
            hold.Spend();
            for (int i = 1; i < Words; i++)
                record[i] = version;
            return version;
        }
        finally
        {
            room.Release();
        }
    }

    private long ReadRecord(Busy hold)
    {
        long version = record[0];
        hold.Spend();
        for (int i = 1; i < Words; i++)
        {
            if (record[i] != version)
            {
                Interlocked.Increment(ref tornReads);
                break;
            }
        }
        return version;
    }
}
