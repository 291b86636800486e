using LocalStack.Board;
using LocalStack.Telemetry;
using LocalStack.Tests.Telemetry;

namespace LocalStack.Tests.Board;

/// <summary>Tests the documents that the board's page receives.</summary>
public class BoardHistoryTests
{
    private BoardHistory _history = null!;

    [SetUp]
    public void Create() => _history = new BoardHistory(Metrics.Start);

    [Test]
    public void Rates_are_computed_over_five_seconds_from_the_arrival_times_of_exports()
    {
        for (var second = 0; second <= 10; second++)
        {
            // Each export arrives 0.4 s before the reading, but one export is one second late.
            var exported = second == 10 ? 9 : second;
            Add(
                second,
                Metrics.At(
                    exported - 0.4,
                    Metrics.Counter("flightevents.stored", 200 * exported),
                    Metrics.Counter("flightevents.deadlettered", exported)),
                enqueued: 300 * second);
        }

        var point = Newest();
        Assert.That((point.InRate, point.StoredRate, point.DeadLetteredRate), Is.EqualTo((300d, 200d, 1d)));
    }

    [Test]
    public void Without_a_new_export_for_five_seconds_the_rates_of_the_app_are_zero()
    {
        Add(0, Metrics.At(0, Metrics.Counter("flightevents.stored", 0)));
        var last = Metrics.At(1, Metrics.Counter("flightevents.stored", 500));
        for (var second = 1; second <= 6; second++)
            Add(second, last);

        Assert.Multiple(() =>
        {
            Assert.That(Newest().StoredRate, Is.Zero);
            Assert.That(_history.Since(0).TelemetryAgeSeconds, Is.EqualTo(5));
        });
    }

    [Test]
    public void Totals_continue_after_a_worker_restart()
    {
        Add(0, Metrics.At(0, Metrics.Counter("flightevents.received", 7), Metrics.Counter("flightevents.stored", 5)));
        var (received, stored) = (Metrics.Counter("flightevents.received", 3), Metrics.Counter("flightevents.stored", 9));
        Add(1, Metrics.At(1, received with { StartedAt = 2 }, stored with { StartedAt = 2 }));

        Assert.That(_history.Since(0).Totals, Is.EqualTo(new EventTotals(10, 14, 0, 0, 0)));
    }

    [Test]
    public void Responses_are_counted_by_status_and_timed_by_function()
    {
        Add(0, Metrics.At(0));
        Add(
            1,
            Metrics.At(
                1,
                Metrics.Durations("api.request.duration", [4, 4], ("function", "GetFlight"), ("status", "200")),
                Metrics.Durations("api.request.duration", [15], ("function", "GetFlight"), ("status", "404")),
                Metrics.Durations("api.request.duration", [150], ("function", "SearchFlights"), ("status", "503")),
                Metrics.Histogram("api.cache.hit", [0], [1, 1, 1, 0], ("question", "search"))));

        var state = _history.Since(0);
        Assert.Multiple(() =>
        {
            Assert.That((Newest().Api.Rate, Newest().Api.ErrorRate, Newest().Api.CacheRatio), Is.EqualTo((4d, 1d, 0.75)));
            Assert.That(
                state.Functions.Select(function => (function.Name, function.Requests, function.ClientErrors, function.ServerErrors)),
                Is.EqualTo(new[] { ("GetFlight", 3L, 1L, 0L), ("SearchFlights", 1L, 0L, 1L) }));
            Assert.That(state.Functions[1].Latency.P50, Is.EqualTo(150), "the middle of the bucket from 100 to 200");
        });
    }

    [Test]
    public void The_breaker_state_is_retained_until_a_new_state_is_reported()
    {
        Add(0, Metrics.At(0, Breaker(0)));
        Assert.That(Newest().Breaker, Is.EqualTo("closed"));

        Add(1, Metrics.At(1, Breaker(0, 2)));
        Assert.That(Newest().Breaker, Is.EqualTo("open"));

        Add(40, Metrics.At(40, Breaker(0, 2)));
        Assert.That(Newest().Breaker, Is.EqualTo("open"), "no state was reported for half a minute");

        Add(41, Metrics.At(41, Breaker(0, 2, 0)));
        Assert.That(Newest().Breaker, Is.EqualTo("closed"));

        static MetricSeries Breaker(params double[] states) => Metrics.Histogram("flightevents.breaker.state", [0, 1], states);
    }

    [Test]
    public void A_replaced_process_starts_with_no_processor_use()
    {
        Add(0, Metrics.At(0), processes: [new("worker", 1, TimeSpan.FromSeconds(10), 100), new("stack", 2, TimeSpan.FromSeconds(20), 200)]);
        Add(2, Metrics.At(2), processes: [new("worker", 3, TimeSpan.FromSeconds(4), 150), new("stack", 2, TimeSpan.FromSeconds(23), 250)]);

        Assert.That(Newest().Processes, Is.EqualTo([new ProcessPoint("worker", 0, 150), new ProcessPoint("stack", 1.5, 250)]));
    }

    [Test]
    public void The_age_of_a_checkpoint_is_reported_per_partition()
    {
        Add(0, Metrics.At(0), partitions: ["0", "1"]);
        Add(
            1,
            Metrics.At(
                1,
                Metrics.Durations("flightevents.checkpoint.age", [10, 30], ("partition", "0")),
                Metrics.Durations("flightevents.end_to_end.duration", [8, 8])),
            partitions: ["0", "1"]);

        Assert.Multiple(() =>
        {
            Assert.That(
                Newest().Partitions.Select(partition => (partition.Id, partition.CheckpointAge)),
                Is.EqualTo(new[] { ("0", (double?)20), ("1", null) }));
            Assert.That(Newest().EndToEnd!.P50, Is.EqualTo(7.5), "the middle of the bucket from 5 to 10");
        });
    }

    [Test]
    public void A_page_receives_only_new_points_from_at_most_five_minutes()
    {
        for (var second = 0; second < 400; second++)
            Add(second, MetricTotals.None);

        var all = _history.Since(0);
        Assert.Multiple(() =>
        {
            Assert.That(all.Points, Has.Count.EqualTo(BoardHistory.MaxPoints));
            Assert.That(all.Points[^1].At, Is.EqualTo(Metrics.Start.AddSeconds(399)));
            Assert.That(_history.Since(all.Next).Points, Is.Empty);
            Assert.That(_history.Since(all.Next - 2).Points, Is.EqualTo(all.Points.Skip(298)));
            Assert.That(_history.Since(all.Next + 5).Points, Has.Count.EqualTo(BoardHistory.MaxPoints), "the stack has restarted");
        });
    }

    private BoardPoint Newest() => _history.Since(0).Points[^1];

    private void Add(
        double second,
        MetricTotals metrics,
        long enqueued = 0,
        IReadOnlyList<string>? partitions = null,
        IReadOnlyList<ProcessReading>? processes = null) => _history.Add(new Reading(
            Metrics.Start.AddSeconds(second),
            metrics,
            enqueued,
            [.. (partitions ?? []).Select(id => new PartitionReading(id, 0, 0))],
            processes ?? []));
}
