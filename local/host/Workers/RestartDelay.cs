namespace LocalFunctions.Host.Workers;

/// <summary>The time between the end of a worker and the start of the next one.</summary>
internal static class RestartDelay
{
    /// <summary>A worker that ran this long counts as healthy: the next delay is the first one again.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="failures">The number of consecutive unhealthy workers, from 1.</param>
    public static TimeSpan After(int failures)
    {
        var delay = First * Math.Pow(2, Math.Min(failures, 16) - 1);
        return delay < Longest ? delay : Longest;
    }
}
