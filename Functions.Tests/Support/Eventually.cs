using System.Diagnostics;

namespace LatamFunctions.Tests.Support;

/// <summary>Polls for what must come to be; the limit is for what never does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    public static Task IsTrueAsync(Func<bool> condition, string? what = null) => IsTrueAsync(() => Task.FromResult(condition()), what);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string? what = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
                Assert.Fail($"{what ?? "The condition"} did not come true within {Limit.TotalSeconds} s.");
            await Task.Delay(Interval);
        }
    }
}
