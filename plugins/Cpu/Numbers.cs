using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Threadmill.Plugins.Cpu;

public static class Numbers
{
    private const int CandidatesPerLook = 1024;
    private const int PlainFib = 24;
    private const int BufferBytes = 1 << 17;

    /// <summary>Counts the primes up to <paramref name="limit"/> by trial division, as sysbench's cpu test does.</summary>
    /// <param name="limit">The highest number to try.</param>
    /// <returns>How many primes there are from 2 up to the limit.</returns>
    [Workload("cpu.primes")]
    public static int Primes(int limit = 100_000, CancellationToken stop = default)
    {
        if (limit < 2)
            return 0;
        var primes = 1;
        for (uint candidate = 3; candidate <= (uint)limit; candidate++)
        {
            if (candidate % CandidatesPerLook == 0)
                stop.ThrowIfCancellationRequested();
            if (IsPrime(candidate))
                primes++;
        }
        return primes;
    }

    /// <summary>Factorises a number by trial division.</summary>
    /// <param name="number">At least 2; a large prime takes longest.</param>
    /// <returns>The prime factors in order, such as <c>2^3 * 3 * 5</c>.</returns>
    [Workload("cpu.factor")]
    public static string Factor(long number, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 2);
        var text = new StringBuilder();
        var rest = number;
        for (long factor = 2; factor <= rest / factor; factor += factor == 2 ? 1 : 2)
        {
            if ((factor & 0xFFFF) == 1)
                stop.ThrowIfCancellationRequested();
            var power = 0;
            for (; rest % factor == 0; rest /= factor)
                power++;
            Append(text, factor, power);
        }
        Append(text, rest, rest > 1 ? 1 : 0);
        return text.ToString();
    }

    /// <summary>The n-th Fibonacci number by naive recursion: calls and returns, nothing else.</summary>
    /// <param name="n">0 to 60; 30 is some 1.3 million calls.</param>
    [Workload("cpu.fib")]
    public static long Fib(int n = 30, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 60);
        return Recurse(n, stop);
    }

    /// <summary>SHA-256 of a file, read as a stream.</summary>
    /// <param name="file">Any readable file.</param>
    /// <returns>The hash in lower-case hexadecimal, as sha256sum prints it.</returns>
    [Workload("cpu.sha256")]
    public static string Sha256(FileInfo file, CancellationToken stop = default)
    {
        using var handle = File.OpenHandle(file.FullName, share: FileShare.ReadWrite, options: FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long offset = 0;
            for (int read; (read = RandomAccess.Read(handle, buffer.AsSpan(0, BufferBytes), offset)) > 0; offset += read)
            {
                stop.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Keeps a CPU busy for a time, without sleeping.</summary>
    /// <param name="time">How long; 100 ms by default.</param>
    /// <returns>How many times it looked at the clock.</returns>
    [Workload("cpu.spin")]
    public static long Spin(TimeSpan? time = null, CancellationToken stop = default)
    {
        var length = time ?? TimeSpan.FromMilliseconds(100);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.Zero, nameof(time));
        var start = Stopwatch.GetTimestamp();
        var ticks = (long)(length.TotalSeconds * Stopwatch.Frequency);
        long rounds = 0;
        for (; Stopwatch.GetTimestamp() - start < ticks; rounds++)
            stop.ThrowIfCancellationRequested();
        return rounds;
    }

    /// <summary>Odd candidates and even ones alike are divided by every number up to their root, so that the work is sysbench's.</summary>
    private static bool IsPrime(uint candidate)
    {
        var root = (uint)Math.Sqrt(candidate);
        for (uint divisor = 2; divisor <= root; divisor++)
        {
            if (candidate % divisor == 0)
                return false;
        }
        return true;
    }

    /// <summary>Looks at the token above the numbers that take microseconds, so that looking costs nothing.</summary>
    private static long Recurse(int n, CancellationToken stop)
    {
        if (n <= PlainFib)
            return Recurse(n);
        stop.ThrowIfCancellationRequested();
        return Recurse(n - 1, stop) + Recurse(n - 2, stop);
    }

    private static long Recurse(int n) => n < 2 ? n : Recurse(n - 1) + Recurse(n - 2);

    private static void Append(StringBuilder text, long factor, int power)
    {
        if (power == 0)
            return;
        if (text.Length > 0)
            text.Append(" * ");
        text.Append(factor);
        if (power > 1)
            text.Append('^').Append(power);
    }
}
