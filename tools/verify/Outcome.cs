using LocalStack.Demo;

namespace Verify;

/// <summary>The result of a run: the findings, and the measured times and counts.</summary>
internal sealed record Outcome(
    Findings Findings,
    DateTimeOffset StartedAt,
    TimeSpan Publishing,
    TimeSpan Settling,
    long UncertainSends,
    int Patched,
    IReadOnlyDictionary<KillTarget, int> KillsByTarget,
    LatencyStatistics Restarts,
    LatencyStatistics Latencies)
{
    public int Kills => KillsByTarget.Values.Sum();
}
