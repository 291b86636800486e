using LoadBenchmark.Results;
using LoadBenchmark.Runs;

namespace Bench.Tests.LoadBenchmarks;

public class RecoveryTests
{
    private static readonly Recovery Good = new(ApiP99: 100, QueryableP99: 200, Backlog: 1000);

    [Test]
    public void A_recovery_ends_with_the_last_bad_second() => Assert.That(
        Good.SecondsUntilRecovered(Seconds(500, 90, 300, 90, 80, 100), since: 10), Is.EqualTo(3));

    [Test]
    public void A_recovery_without_a_bad_second_takes_no_time() =>
        Assert.That(Good.SecondsUntilRecovered(Seconds(1, 2, 3), since: 10), Is.Zero);

    [Test]
    public void A_recovery_requires_three_consecutive_good_seconds() =>
        Assert.That(Good.SecondsUntilRecovered(Seconds(500, 90, 90), since: 10), Is.Null);

    [Test]
    public void Bad_seconds_before_the_repair_do_not_count() =>
        Assert.That(Good.SecondsUntilRecovered(Seconds(500, 1, 1, 1), since: 11), Is.Zero);

    [Test]
    public void A_second_with_an_error_a_late_event_or_a_backlog_is_bad() => Assert.Multiple(() =>
    {
        var good = new Second(1, 10, 0, null, 10, 0, null, 1000);
        Assert.That(FirstOfFour(good), Is.Zero);
        Assert.That(FirstOfFour(good with { ApiErrors = 1 }), Is.EqualTo(1));
        Assert.That(FirstOfFour(good with { PublishErrors = 1 }), Is.EqualTo(1));
        Assert.That(FirstOfFour(good with { QueryableP99 = 201 }), Is.EqualTo(1));
        Assert.That(FirstOfFour(good with { Backlog = 1001 }), Is.EqualTo(1));
        Assert.That(FirstOfFour(good with { Backlog = null }), Is.EqualTo(1), "the backlog could not be read");

        double? FirstOfFour(Second first) =>
            Good.SecondsUntilRecovered([first, good with { At = 2 }, good with { At = 3 }, good with { At = 4 }], since: 0);
    });

    [Test]
    public void A_second_with_requests_but_no_response_is_bad()
    {
        var good = new Second(1, 10, 0, 50, 10, 0, null, 1000);
        Second[] seconds = [good with { ApiP99 = null }, good with { At = 2 }, good with { At = 3 }, good with { At = 4 }];

        Assert.That((Good with { HasRequests = true }).SecondsUntilRecovered(seconds, since: 0), Is.EqualTo(1));
    }

    [Test]
    public void The_limits_are_computed_from_the_previous_step()
    {
        var figures = new TrafficFigures(10, 10, new Latency(100, 5, 10, 80, 90, 95), new Dictionary<string, long>());
        var step = new Step("before", 0, 5, figures, null, null, figures, figures with { Latency = null }, 10, 0, []);

        Assert.That(Recovery.From(step, eventRate: 2000), Is.EqualTo(new Recovery(160, 100, 2000, HasRequests: true)));
    }

    [Test]
    public void Events_added_and_no_longer_in_the_backlog_count_as_stored() => Assert.Multiple(() =>
    {
        Assert.That(Session.StoredPerSecond(1000, 50, 250, TimeSpan.FromSeconds(2)), Is.EqualTo(400));
        Assert.That(Session.StoredPerSecond(1000, null, 250, TimeSpan.FromSeconds(2)), Is.Null);
    });

    [Test]
    public void The_backlog_is_the_sum_over_the_partitions() => Assert.Multiple(() =>
    {
        Assert.That(
            BacklogMeter.Parse(
                """
                # TYPE eventhubs_waiting_events gauge
                eventhubs_waiting_events{partition="0"} 12
                eventhubs_waiting_events{partition="1"} 30
                eventhubs_consumer_lag_seconds{partition="0"} 7
                """),
            Is.EqualTo(42));
        Assert.That(BacklogMeter.Parse("up 1"), Is.Null);
    });

    private static IEnumerable<Second> Seconds(params double[] p99) =>
        p99.Select((value, index) => new Second(11 + index, 10, 0, value, 10, 0, 20, 0));
}
