using LocalStack.Telemetry;
using LocalStack.Telemetry.Otlp;

namespace LocalStack.Tests.Telemetry;

public class PrometheusTextTests
{
    [Test]
    public void A_counter_has_the_suffix_total_and_its_description()
    {
        var metric = new Metric
        {
            Name = "flightevents.stored",
            Description = "Events acknowledged.",
            Unit = "{event}",
            Sum = new Sum { IsMonotonic = true, DataPoints = { new NumberDataPoint { AsInt = 42 } } },
        };

        Assert.That(PrometheusText.From([metric], []), Is.EqualTo(
            """
            # HELP flightevents_stored_total Events acknowledged.
            # TYPE flightevents_stored_total counter
            flightevents_stored_total 42

            """));
    }

    [Test]
    public void The_buckets_of_a_histogram_are_cumulative_and_end_with_all_values()
    {
        var metric = new Metric
        {
            Name = "flightevents.consumer.lag",
            Unit = "ms",
            Histogram = new Histogram
            {
                DataPoints =
                {
                    new HistogramDataPoint
                    {
                        Count = 6,
                        Sum = 99.5,
                        ExplicitBounds = { 10, 20 },
                        BucketCounts = { 1, 2, 3 },
                        Attributes = { Label("partition", "0") },
                    },
                },
            },
        };

        Assert.That(PrometheusText.From([metric], []), Is.EqualTo(
            """
            # TYPE flightevents_consumer_lag_milliseconds histogram
            flightevents_consumer_lag_milliseconds_bucket{partition="0",le="10"} 1
            flightevents_consumer_lag_milliseconds_bucket{partition="0",le="20"} 3
            flightevents_consumer_lag_milliseconds_bucket{partition="0",le="+Inf"} 6
            flightevents_consumer_lag_milliseconds_sum{partition="0"} 99.5
            flightevents_consumer_lag_milliseconds_count{partition="0"} 6

            """));
    }

    [Test]
    public void Labels_are_ordered_by_name_and_escaped()
    {
        var metric = new Metric
        {
            Name = "process.queue",
            Gauge = new Gauge
            {
                DataPoints =
                    { new NumberDataPoint { AsDouble = 0.5, Attributes = { Label("b.c", "line\nquote\"slash\\"), Label("a", "1") } } },
            },
        };

        Assert.That(PrometheusText.From([metric], []), Is.EqualTo(
            """
            # TYPE process_queue gauge
            process_queue{a="1",b_c="line\nquote\"slash\\"} 0.5

            """));
    }

    [Test]
    public void A_unit_at_the_end_of_the_name_is_not_repeated()
    {
        var metric =
            new Metric { Name = "batch.bytes", Unit = "By", Gauge = new Gauge { DataPoints = { new NumberDataPoint { AsInt = 3 } } } };

        Assert.That(PrometheusText.From([metric], []), Does.EndWith("batch_bytes 3\n"));
    }

    [Test]
    public void The_values_of_the_stack_are_gauges()
    {
        var text = PrometheusText.From(
            [],
            [
                new LabelledValue("eventhubs_waiting_events", ("partition", "0"), 3),
                new LabelledValue("eventhubs_waiting_events", ("partition", "1"), 0),
            ]);

        Assert.That(text, Is.EqualTo(
            """
            # TYPE eventhubs_waiting_events gauge
            eventhubs_waiting_events{partition="0"} 3
            eventhubs_waiting_events{partition="1"} 0

            """));
    }

    private static KeyValue Label(string name, string value) => new() { Key = name, Value = new AnyValue { StringValue = value } };
}
