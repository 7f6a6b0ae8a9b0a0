using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Columns;

namespace Bodies;

/// <summary>
/// The other side of a comparison. <c>plain NAME</c>: a body of <see cref="Natural"/> in a plain loop, warmed up; prints
/// CPU time per call in ns, which other work on the machine hardly touches. <c>timed NAME</c>: the same
/// with a clock read after each call, less what the loop costs round nothing: a clock read waits for the call to end, and so
/// takes from the processor what it overlaps of two calls. <c>bdn</c>: BenchmarkDotNet on <see cref="Library"/>; prints a name and a mean a line.
/// </summary>
internal static partial class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["plain", var name]:
                Console.WriteLine(Cost(PlainLoop(name)).ToString(CultureInfo.InvariantCulture));
                return 0;
            case ["timed", var name]:
                Console.WriteLine((Cost(TimedLoop(name)) - Cost(NothingTimed)).ToString(CultureInfo.InvariantCulture));
                return 0;
            case ["bdn"]:
                foreach (var report in Measure().Reports)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} {report.ResultStatistics?.Mean}"));
                return 0;
            default:
                Console.Error.WriteLine("Bodies plain NAME | timed NAME | bdn");
                return 2;
        }
    }

    private static Summary Measure() => BenchmarkRunner.Run<Library>(ManualConfig.CreateEmpty()
        .AddJob(Job.Default).AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(NullLogger.Instance));

    private static Action<int> PlainLoop(string name) => name switch
    {
        nameof(Natural.Enumerate) => EnumerateOften,
        nameof(Natural.LookUp) => LookUpOften,
        nameof(Natural.Query) => QueryOften,
        _ => DispatchOften,
    };

    private static Action<int> TimedLoop(string name) => name switch
    {
        nameof(Natural.Enumerate) => EnumerateTimed,
        nameof(Natural.LookUp) => LookUpTimed,
        nameof(Natural.Query) => QueryTimed,
        _ => DispatchTimed,
    };

    /// <summary>Of half a second, as Threadmill's figure is: collections of garbage that calls cause belong to both.</summary>
    private static double Cost(Action<int> loop)
    {
        const int burst = 1000;
        var until = Stopwatch.GetTimestamp() + Stopwatch.Frequency;
        while (Stopwatch.GetTimestamp() < until)
            loop(burst);
        until = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 2);
        var (calls, from) = (0L, ThreadCpuNs());
        for (; Stopwatch.GetTimestamp() < until; calls += burst)
            loop(burst);
        return (double)(ThreadCpuNs() - from) / calls;
    }

    private static long ThreadCpuNs() => ClockGetTime(3, out var time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : throw new NotSupportedException("CLOCK_THREAD_CPUTIME_ID");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private static int sink;
    private static long last;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EnumerateOften(int calls)
    {
        for (var i = 0; i < calls; i++)
            sink = Natural.Enumerate();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LookUpOften(int calls)
    {
        for (var i = 0; i < calls; i++)
            sink = Natural.LookUp();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void QueryOften(int calls)
    {
        for (var i = 0; i < calls; i++)
            sink = Natural.Query();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DispatchOften(int calls)
    {
        for (var i = 0; i < calls; i++)
            sink = (int)Natural.Dispatch();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void NothingTimed(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            sink = Natural.Nothing();
            last = Stopwatch.GetTimestamp();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EnumerateTimed(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            sink = Natural.Enumerate();
            last = Stopwatch.GetTimestamp();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LookUpTimed(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            sink = Natural.LookUp();
            last = Stopwatch.GetTimestamp();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void QueryTimed(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            sink = Natural.Query();
            last = Stopwatch.GetTimestamp();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DispatchTimed(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            sink = (int)Natural.Dispatch();
            last = Stopwatch.GetTimestamp();
        }
    }
}
