using System.Collections.Immutable;
using CsCheck;
using Threadmill.Engine.Results;
using Xunit;

namespace Engine.Tests.Results;

public sealed class ScalabilityLawTests
{
    private static ScalingPoint Point(int threads, double rate) => new()
    {
        Label = $"threads={threads}",
        Values = ImmutableSortedDictionary<string, string>.Empty,
        Threads = threads,
        Runs = 1,
        OpsPerSecond = rate,
        OpsPerSecondInterval = [],
        MeanNs = null,
        MeanNsInterval = [],
        P50Ns = null,
        P50NsInterval = [],
        P99Ns = null,
        P99NsInterval = [],
        CpuNsPerOp = null,
    };

    [Fact]
    public void The_parameters_of_an_exact_law_are_found() => Gen.Select(Gen.Double[0, 0.5], Gen.Double[0, 0.05]).Sample((contention, coherency) =>
    {
        var fit = ScalabilityLaw.Fit(new[] { 1, 2, 4, 8, 16 }.Select(n => Point(n, 1e6 * n / (1 + (contention * (n - 1)) + (coherency * n * (n - 1))))))!;
        Assert.Equal(contention, fit.Contention, 1e-5);
        Assert.Equal(coherency, fit.Coherency, 1e-5);
        Assert.Equal(1, fit.R2, 1e-3);
    });

    [Fact]
    public void Both_parameters_are_possible_ones_however_odd_the_figures() => Gen.Double[0.1, 20].Array[4].Sample(capacities =>
    {
        var fit = ScalabilityLaw.Fit(capacities.Select((c, i) => Point(i + 1, i == 0 ? 1 : c)))!;
        Assert.True(fit is { Contention: >= 0 and <= 1, Coherency: >= 0 });
    });

    [Fact]
    public void Fewer_than_four_numbers_of_threads_are_too_few() =>
        Assert.Null(ScalabilityLaw.Fit([Point(1, 1), Point(2, 2), Point(4, 3)]));
}
