using System.Text;
using Azure.Messaging.EventHubs.Producer;
using LocalEventHubs;
using LocalEventHubs.Configuration;
using LocalEventHubs.Tests;
using LocalStack.Configuration;
using LocalStack.Demo;

namespace LocalStack.Tests.Demo;

internal sealed class SampleFlightTests
{
    [Test]
    public void A_row_is_converted_to_a_flight_event()
    {
        // 337 miles are 542.348928 km. The flight departs five minutes early, before midnight.
        var flight = new SampleFlight(1234, new DateTime(2001, 1, 14, 0, 2, 0), -5, 337, "SFO"u8, "LAX"u8);

        Assert.That(Encoding.UTF8.GetString(flight.ToJson()), Is.EqualTo(
            """
            {"eventId":"vega-flights-3m-0001234","eventType":"FlightDeparted","occurredAt":"2001-01-13T23:57:00Z","origin":"SFO",
            "destination":"LAX","scheduledDeparture":"2001-01-14T00:02:00Z","delayMinutes":-5,"distanceKm":542.348928,
            "flightId":"SFO-LAX-20010114T0002-0001234"}
            """.ReplaceLineEndings("")));
        Assert.That(SampleFlight.EventId(1234), Is.EqualTo("vega-flights-3m-0001234"));
    }

    [Test]
    public void A_sample_has_exactly_the_requested_size_and_is_evenly_distributed()
    {
        using var sample = new SampleFlights(BuildPaths.SampleFlights);

        var rows = sample.Events(3000).Select(flight => flight.Row).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(sample.Count, Is.EqualTo(3_000_000));
            Assert.That(rows, Is.EqualTo(Enumerable.Range(0, 3000).Select(i => i * 1000L)));
        });
    }

    [Test]
    public void The_first_row_is_the_first_row_of_the_file()
    {
        using var sample = new SampleFlights(BuildPaths.SampleFlights);

        var flight = sample.Events(1).Single();

        // Values from another Parquet reader: 2001-01-01 00:01, 33 minutes late, 2176 miles from LAS to PHL.
        Assert.That(
            Encoding.UTF8.GetString(flight.Body.Span),
            Does.Contain("2001-01-01T00:34:00Z").And.Contain("LAS-PHL-20010101T0001-0000000"));
    }

    [Test]
    public async Task Batches_are_filled_up_to_the_limit_of_the_event_hub_and_each_flight_is_one_message()
    {
        const int wanted = 10_000;
        const string hub = "events";
        using var folder = new TempDirectory();
        await using var broker = await EventHubBroker.StartAsync(new EventHubBrokerOptions
        {
            DataDirectory = folder.Path,
            Hubs = [new EventHubDefinition(hub, PartitionCount: 1, ConsumerGroups: [])],
        });
        await using var producer = new EventHubProducerClient(broker.ConnectionString, hub);
        using var sample = new SampleFlights(BuildPaths.SampleFlights);

        var batches = await SampleBatch.CreateAsync(producer, sample.Events(wanted), default).ToListAsync();

        Assert.Multiple(() =>
        {
            Assert.That(batches.Select(batch => batch.Events.MaximumSizeInBytes), Is.All.EqualTo(1024 * 1024));
            Assert.That(batches.Select(batch => batch.Events.SizeInBytes), Is.All.LessThanOrEqualTo(1024 * 1024));
            Assert.That(batches.SkipLast(1).Select(batch => batch.Events.SizeInBytes), Is.All.GreaterThan(1023 * 1024));
            Assert.That(batches.Sum(batch => batch.Events.Count), Is.EqualTo(wanted));
            Assert.That(batches[^1].LastRow, Is.EqualTo(sample.Events(wanted).Last().Row));
        });
        foreach (var batch in batches)
        {
            using (batch)
                await producer.SendAsync(batch.Events);
        }

        var stored = (await producer.GetPartitionPropertiesAsync("0")).LastEnqueuedSequenceNumber + 1;
        Assert.That(stored, Is.EqualTo(wanted));
    }
}
