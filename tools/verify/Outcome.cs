using LocalStack.Demo;

namespace Verify;

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
