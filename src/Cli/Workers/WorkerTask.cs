using System.Text;

namespace Threadmill.Cli.Workers;

/// <summary>What a worker is told through its lifeline.</summary>
/// <param name="Journal">The journal's path; the plan is in it.</param>
/// <param name="Number">Its place in the control page.</param>
/// <param name="Group">The group that it runs; null: all.</param>
internal sealed record WorkerTask(string Journal, int Number, string? Group)
{
    public void Write(Stream to)
    {
        using var writer = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true);
        writer.Write(Journal);
        writer.Write(Number);
        writer.Write(Group is not null);
        if (Group is not null)
            writer.Write(Group);
    }

    /// <summary>Waits for it. Null: the stream ended without one.</summary>
    public static WorkerTask? Read(Stream from)
    {
        try
        {
            using var reader = new BinaryReader(from, Encoding.UTF8, leaveOpen: true);
            return new(reader.ReadString(), reader.ReadInt32(), reader.ReadBoolean() ? reader.ReadString() : null);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }
}
