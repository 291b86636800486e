using LocalStack.Telemetry;
using LocalStack.Telemetry.Otlp;

namespace LocalStack.Tests.Telemetry;

public class MetricTotalsTests
{
    [Test]
    public void Counters_and_histograms_in_an_export_are_read_with_their_labels()
    {
        var export = new MetricExport(Metrics.Start,
        [
            new Metric
            {
                Name = "stored",
                Sum = new Sum { IsMonotonic = true, DataPoints = { Point(3, "0"), Point(4, "1") } },
            },
            new Metric
            {
                Name = "duration",
                Histogram = new Histogram
                {
                    DataPoints = { new HistogramDataPoint { Count = 3, Sum = 40, ExplicitBounds = { 10 }, BucketCounts = { 1, 2 } } },
                },
            },
            new Metric { Name = "gauge", Gauge = new Gauge { DataPoints = { new NumberDataPoint { AsDouble = 9 } } } },
        ]);

        var totals = MetricTotals.From(export);

        Assert.Multiple(() =>
        {
            Assert.That(totals.At, Is.EqualTo(Metrics.Start));
            Assert.That(totals.Sum("stored"), Is.EqualTo(7));
            Assert.That(totals.Sum("stored", series => series.Labels["partition"] == "1"), Is.EqualTo(4));
            Assert.That(totals.Distribution("duration").Buckets, Is.EqualTo([1L, 2L]));
            Assert.That(totals.Named("gauge"), Is.Empty);
        });
    }

    [Test]
    public void The_difference_from_an_earlier_export_has_the_increase_of_each_series()
    {
        var earlier = Metrics.At(0, Metrics.Counter("stored", 10), Metrics.Durations("lag", [5], ("partition", "0")));
        var later = Metrics.At(
            1, Metrics.Counter("stored", 25), Metrics.Durations("lag", [5, 500], ("partition", "0")), Metrics.Counter("late", 2));

        var added = later.Since(earlier);

        Assert.Multiple(() =>
        {
            Assert.That((added.Sum("stored"), added.Sum("late")), Is.EqualTo((15d, 2d)));
            Assert.That((added.Distribution("lag").Count, added.Distribution("lag").Sum), Is.EqualTo((1L, 500d)));
            Assert.That(added.At, Is.EqualTo(later.At));
        });
    }

    [Test]
    public void After_a_worker_restart_the_counts_of_the_new_worker_are_added()
    {
        var earlier = Metrics.At(0, Metrics.Counter("stored", 10));
        var smaller = Metrics.At(1, Metrics.Counter("stored", 4));
        var greater = Metrics.At(1, Metrics.Counter("stored", 30) with { StartedAt = 2 });

        Assert.That((smaller.Since(earlier).Sum("stored"), greater.Since(earlier).Sum("stored")), Is.EqualTo((4d, 30d)));
    }

    private static NumberDataPoint Point(long value, string partition) => new()
    {
        AsInt = value,
        Attributes = { new KeyValue { Key = "partition", Value = new AnyValue { StringValue = partition } } },
    };
}
