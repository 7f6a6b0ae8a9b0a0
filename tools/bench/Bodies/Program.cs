using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
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
/// ns per call, the lower quartile of short bursts, which other work on the machine hardly meets. <c>bdn</c>: BenchmarkDotNet on <see cref="Library"/>; prints a name and a mean a line.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["plain", var name]:
                Console.WriteLine(Plain(name).ToString(CultureInfo.InvariantCulture));
                return 0;
            case ["bdn"]:
                foreach (var report in Measure().Reports)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} {report.ResultStatistics?.Mean}"));
                return 0;
            default:
                Console.Error.WriteLine("Bodies plain NAME | bdn");
                return 2;
        }
    }

    private static Summary Measure() => BenchmarkRunner.Run<Library>(ManualConfig.CreateEmpty()
        .AddJob(Job.Default).AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(NullLogger.Instance));

    private static double Plain(string name)
    {
        Action<int> loop = name switch
        {
            nameof(Natural.Enumerate) => EnumerateOften,
            nameof(Natural.LookUp) => LookUpOften,
            nameof(Natural.Query) => QueryOften,
            _ => DispatchOften,
        };
        var until = Stopwatch.GetTimestamp() + Stopwatch.Frequency;
        while (Stopwatch.GetTimestamp() < until)
            loop(1000);
        const int calls = 5000;
        var bursts = new double[100];
        for (var burst = 0; burst < bursts.Length; burst++)
        {
            var from = Stopwatch.GetTimestamp();
            loop(calls);
            bursts[burst] = Stopwatch.GetElapsedTime(from).TotalNanoseconds / calls;
        }
        Array.Sort(bursts);
        return bursts[bursts.Length / 4];
    }

    private static int sink;

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
}
