using LocalKusto.Storage;

namespace LocalKusto.Tests.Storage;

/// <summary>Tests the pauses between the refreshes of views.</summary>
public sealed class ViewMaterializerTests
{
    /// <summary>A view that is more than one step behind has the minimum pause, because its queries become slower.</summary>
    [TestCase(8_000, false, false, ExpectedResult = 24_000, TestName = "During ingestion, refreshes use a quarter of the time")]
    [TestCase(8_000, true, false, ExpectedResult = 800, TestName = "Without ingestion, refreshes use most of the time")]
    [TestCase(8_000, false, true, ExpectedResult = 50, TestName = "A view that is behind has the minimum pause")]
    [TestCase(1, true, false, ExpectedResult = 50, TestName = "Short steps are not repeated immediately")]
    public double The_pause_after_a_step_depends_on_its_duration_and_the_load(int workMs, bool isQuiet, bool isBehind) =>
        ViewMaterializer.PauseAfter(TimeSpan.FromMilliseconds(workMs), isQuiet, isBehind).TotalMilliseconds;

    [TestCase(40, 0, ExpectedResult = 40, TestName = "Queries wait as long as the last step took")]
    [TestCase(40, 30, ExpectedResult = 10, TestName = "The time since the last step is subtracted")]
    [TestCase(40, 60, ExpectedResult = 0, TestName = "A query after an idle period does not wait")]
    [TestCase(8_000, 0, ExpectedResult = 100, TestName = "Queries wait for 100 ms at most")]
    public double The_pause_before_a_step_with_waiting_queries_depends_on_the_last_step(int workMs, int elapsedMs) =>
        ViewMaterializer.PauseBeforeStep(TimeSpan.FromMilliseconds(workMs), TimeSpan.FromMilliseconds(elapsedMs)).TotalMilliseconds;
}
