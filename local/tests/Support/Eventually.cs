using System.Diagnostics;

namespace Tests.Support;

/// <summary>Polls a condition until it is true; the limit bounds the wait of a failing test.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(5);

    public static Task IsTrueAsync(Func<bool> condition, string? what = null) => IsTrueAsync(() => Task.FromResult(condition()), what);

    /// <param name="condition">Evaluated immediately, and then every <paramref name="interval"/> (5 ms) until it is true.</param>
    /// <param name="what">The beginning of the failure message.</param>
    /// <param name="limit">The time (60 s) after which the test fails.</param>
    /// <param name="interval">The time between two evaluations; longer if an evaluation is expensive.</param>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string? what = null, TimeSpan? limit = null, TimeSpan? interval = null)
    {
        var patience = limit ?? DefaultLimit;
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
                Assert.Fail($"{what ?? "The condition"} did not come true within {patience.TotalSeconds} s.");
            await Task.Delay(interval ?? DefaultInterval);
        }
    }
}
