using System.Security.Cryptography;
using System.Text;

namespace Threadmill.Plugins.Cpu;

public static class Numbers
{
    /// <summary>Counts the primes up to <paramref name="limit"/> by trial division, as sysbench's cpu test does.</summary>
    /// <param name="limit">The highest number to try.</param>
    /// <returns>How many primes there are from 2 up to the limit.</returns>
    [Workload("cpu.primes")]
    public static int Primes(int limit = 100_000, CancellationToken stop = default)
    {
        var primes = limit >= 2 ? 1 : 0;
        for (var candidate = 3; candidate <= limit; candidate++)
        {
            if ((candidate & 0xFFFF) == 0)
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
    public static long Fib(int n = 30)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 60);
        return Recurse(n);
    }

    /// <summary>SHA-256 of a file, read as a stream.</summary>
    /// <param name="file">Any readable file.</param>
    /// <returns>The hash in lower-case hexadecimal, as sha256sum prints it.</returns>
    [Workload("cpu.sha256")]
    public static string Sha256(FileInfo file)
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Keeps a CPU busy for a time, without sleeping.</summary>
    /// <param name="time">How long; 100 ms by default.</param>
    /// <returns>How many rounds were made.</returns>
    [Workload("cpu.spin")]
    public static long Spin(TimeSpan? time = null, CancellationToken stop = default)
    {
        var until = TimeProvider.System.GetTimestamp() + (long)((time ?? TimeSpan.FromMilliseconds(100)).TotalSeconds * TimeProvider.System.TimestampFrequency);
        long rounds = 0;
        for (; TimeProvider.System.GetTimestamp() < until; rounds++)
            stop.ThrowIfCancellationRequested();
        return rounds;
    }

    /// <summary>Odd candidates and even ones alike are divided by every number up to their root, so that the work is sysbench's.</summary>
    private static bool IsPrime(int candidate)
    {
        var root = (int)Math.Sqrt(candidate);
        for (var divisor = 2; divisor <= root; divisor++)
        {
            if (candidate % divisor == 0)
                return false;
        }
        return true;
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
