namespace LocalFunctions.Host.Workers;

/// <summary>The delay between the end of a worker and the start of the next worker.</summary>
internal static class RestartDelay
{
    /// <summary>
    /// The running time after which a worker is considered healthy. After a healthy worker ends, the delay is reset to the minimum.
    /// </summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="failures">The number of consecutive unhealthy workers, at least 1.</param>
    public static TimeSpan After(int failures)
    {
        var delay = First * Math.Pow(2, Math.Min(failures, 16) - 1);
        return delay < Longest ? delay : Longest;
    }
}
