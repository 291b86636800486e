using LocalKusto.Storage;

namespace LocalKusto.Tests.Storage;

/// <summary>The share of the machine that views take.</summary>
public sealed class ViewMaterializerTests
{
    /// <summary>A view that a step does not complete gets ever slower to read, and rows of other tables arrive all the time.</summary>
    [TestCase(8_000, false, false, ExpectedResult = 24_000, TestName = "While rows arrive, a quarter of the time")]
    [TestCase(8_000, true, false, ExpectedResult = 800, TestName = "While idle, most of the time")]
    [TestCase(8_000, false, true, ExpectedResult = 50, TestName = "A view that lags behind is refreshed without a pause")]
    [TestCase(1, true, false, ExpectedResult = 50, TestName = "Short steps are not repeated immediately")]
    public double The_pause_after_a_step_in_milliseconds_is(int workMs, bool isQuiet, bool isBehind) =>
        ViewMaterializer.PauseAfter(TimeSpan.FromMilliseconds(workMs), isQuiet, isBehind).TotalMilliseconds;

    [TestCase(40, 0, ExpectedResult = 40, TestName = "Queries wait as long as the last step took")]
    [TestCase(40, 30, ExpectedResult = 10, TestName = "The time since the last step counts")]
    [TestCase(40, 60, ExpectedResult = 0, TestName = "A query after a quiet time does not wait")]
    [TestCase(8_000, 0, ExpectedResult = 100, TestName = "Queries wait for 100 ms at most")]
    public double Rest_before_a_step_for_waiting_queries_in_ms(int workMs, int elapsedMs) =>
        ViewMaterializer.RestAfter(TimeSpan.FromMilliseconds(workMs), TimeSpan.FromMilliseconds(elapsedMs)).TotalMilliseconds;
}
