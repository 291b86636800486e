using IngestionBenchmark;

namespace Bench.Tests;

public class IngestionBenchmarkTests
{
    /// <summary>A benchmark of candidates that do different work would compare nothing. The check throws where rows differ.</summary>
    [Test]
    public void All_candidates_make_the_same_rows_of_every_shape()
    {
        using var ours = new OurReader();
        using var systemTextJson = new SystemTextJsonObjects();
        using var newtonsoft = new NewtonsoftJObjects();
        Candidate[] candidates = [ours, systemTextJson, newtonsoft, new BareReader()];
        var events = Timetable.Events();

        Assert.Multiple(() =>
        {
            foreach (var shape in Enum.GetValues<Shape>())
                Assert.That(() => RowComparison.Check(candidates, MessageSet.Of(shape, events)), Throws.Nothing, shape.ToString());
        });
    }
}
