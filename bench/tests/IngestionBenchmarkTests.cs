using IngestionBenchmark;

namespace Bench.Tests;

public class IngestionBenchmarkTests
{
    /// <summary>
    /// A comparison of candidates that produce different rows would be meaningless, so the benchmark throws an exception if the rows
    /// differ.
    /// </summary>
    [Test]
    public void All_candidates_produce_the_same_rows_for_every_shape()
    {
        using var ours = new OurReader();
        using var systemTextJson = new SystemTextJsonObjects();
        using var newtonsoft = new NewtonsoftJObjects();
        Candidate[] candidates = [ours, systemTextJson, newtonsoft, new BareReader()];
        var events = Timetable.Events();

        Assert.Multiple(() =>
        {
            foreach (var shape in Enum.GetValues<Shape>())
                Assert.That(() => RowComparison.Check(candidates, MessageSet.Create(shape, events)), Throws.Nothing, shape.ToString());
        });
    }
}
