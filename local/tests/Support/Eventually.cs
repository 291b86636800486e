using System.Diagnostics;

namespace Tests.Support;

/// <summary>Polls for what must come to be; the limit is for what never does.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(5);

    public static Task IsTrueAsync(Func<bool> condition, string? what = null) => IsTrueAsync(() => Task.FromResult(condition()), what);

    /// <param name="condition">Asked at once, and then every <paramref name="interval"/> (5 ms) until it is true.</param>
    /// <param name="what">The beginning of the sentence that tells of the failure.</param>
    /// <param name="limit">After it (60 s) the test fails.</param>
    /// <param name="interval">Between two questions; longer where a question costs somebody something.</param>
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
