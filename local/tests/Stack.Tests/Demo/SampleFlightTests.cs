using System.Text;
using System.Text.Json;
using LocalStack.Configuration;
using LocalStack.Demo;

namespace LocalStack.Tests.Demo;

internal sealed class SampleFlightTests
{
    [Test]
    public void A_row_is_converted_to_a_flight_event_in_a_batch_element()
    {
        // 337 miles are 542.348928 km. The flight departs five minutes early, before midnight.
        var flight = new SampleFlight(1234, new DateTime(2001, 1, 14, 0, 2, 0), -5, 337, "SFO"u8, "LAX"u8);
        var bytes = new byte[SampleFlight.MaxBytes];

        var element = JsonDocument.Parse(bytes.AsMemory(0, flight.WriteTo(bytes))).RootElement;

        Assert.That(element.EnumerateObject().Select(property => property.Name), Is.EqualTo(new[] { "Body" }));
        Assert.That(element.GetProperty("Body").GetString(), Is.EqualTo(
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

        var rows = sample.Requests(3000, eventsPerRequest: 1).Select(RowOf).ToList();

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

        using var request = sample.Requests(1).Single();

        // Values from another Parquet reader: 2001-01-01 00:01, 33 minutes late, 2176 miles from LAS to PHL.
        Assert.That(
            Encoding.UTF8.GetString(request.Seal().Span),
            Does.Contain("2001-01-01T00:34:00Z").And.Contain("LAS-PHL-20010101T0001-0000000"));
    }

    [Test]
    public void Requests_are_filled_up_to_the_Event_Hubs_limit()
    {
        using var sample = new SampleFlights(BuildPaths.SampleFlights);

        var requests = sample.Requests(10_000).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(requests.Sum(request => request.Events), Is.EqualTo(10_000));
            Assert.That(requests.Select(request => request.Seal().Length), Is.All.LessThanOrEqualTo(1024 * 1024));
            Assert.That(requests.SkipLast(1).Select(request => request.Events), Is.All.GreaterThan(2000));
        });
        requests.ForEach(request => request.Dispose());
    }

    private static long RowOf(SendRequest request)
    {
        using (request)
            return request.LastRow;
    }
}
