using System.Diagnostics;

namespace Tests.Support;

/// <summary>Polls a condition until it is true. The test fails if the condition is not true within a time limit.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(5);

    public static Task IsTrueAsync(Func<bool> condition, string? what = null) => IsTrueAsync(() => Task.FromResult(condition()), what);

    /// <param name="condition">
    /// The condition, which is evaluated immediately and then every <paramref name="interval"/> until it is true.
    /// </param>
    /// <param name="what">The start of the failure message, "The condition" by default.</param>
    /// <param name="limit">The time after which the test fails, 60 s by default.</param>
    /// <param name="interval">
    /// The time between two evaluations, 5 ms by default. Use a longer interval if an evaluation is expensive.
    /// </param>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string? what = null, TimeSpan? limit = null, TimeSpan? interval = null)
    {
        var timeLimit = limit ?? DefaultLimit;
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > timeLimit)
                Assert.Fail($"{what ?? "The condition"} did not become true within {timeLimit.TotalSeconds} s.");
            await Task.Delay(interval ?? DefaultInterval);
        }
    }
}
