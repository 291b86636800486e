using LocalStack.Metrics;
using Microsoft.ApplicationInsights.DataContracts;

namespace LocalStack.Tests.Host;

public class PrometheusTextTests
{
    [Test]
    public void Intervals_are_added_up_by_dimension_and_the_greatest_value_is_the_recent_one()
    {
        var channel = new MetricChannel();
        channel.Send(Interval("flightevents.lag", sum: 30, count: 2, max: 20, partition: "0"));
        channel.Collect();
        channel.Send(Interval("flightevents.lag", sum: 5, count: 1, max: 5, partition: "0"));
        channel.Send(Interval("flightevents.lag", sum: 7, count: 1, max: 7, partition: "a\"b"));

        Assert.That(PrometheusText.Of(channel.Collect(), [new Gauge("waiting", ("partition", "0"), 3)]), Is.EqualTo(
            """
            # TYPE flightevents_lag summary
            flightevents_lag_sum{partition="0"} 35
            flightevents_lag_count{partition="0"} 3
            flightevents_lag_sum{partition="a\"b"} 7
            flightevents_lag_count{partition="a\"b"} 1
            # TYPE flightevents_lag_max gauge
            flightevents_lag_max{partition="0"} 5
            flightevents_lag_max{partition="a\"b"} 7
            # TYPE waiting gauge
            waiting{partition="0"} 3

            """));
    }

    private static MetricTelemetry Interval(string name, double sum, int count, double max, string partition)
    {
        var metric = new MetricTelemetry(name, count, sum, 0, max, 0);
        metric.Properties["partition"] = partition;
        metric.Properties["_MS.AggregationIntervalMs"] = "1000";
        return metric;
    }
}
