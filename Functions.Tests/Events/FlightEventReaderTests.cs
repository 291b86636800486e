using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests the rows that the reader creates from events.</summary>
public class FlightEventReaderTests
{
    [Test]
    public void An_event_becomes_a_row()
    {
        var result = ReadResult.From(SampleEvents.Departed);

        Assert.That(result.Rejected, Is.Empty);
        Assert.That(result.Row.ToJsonString(), Is.EqualTo(
            "{\"EventId\":\"e-1\",\"FlightId\":\"LA805-20240501-SCL\",\"EventType\":\"FlightDeparted\","
            + "\"OccurredAt\":\"2024-05-01T10:35:12.0000000Z\",\"Airline\":\"LA\",\"FlightNumber\":\"805\",\"Origin\":\"SCL\","
            + "\"Destination\":\"LIM\",\"ScheduledDeparture\":\"2024-05-01T10:20:00.0000000Z\","
            + "\"ActualDeparture\":\"2024-05-01T10:33:00.0000000Z\",\"DelayMinutes\":13,\"DistanceKm\":2453.4,\"Aircraft\":\"A320\","
            + "\"OperatingDate\":\"2024-05-01\",\"Extra\":{\"gate\":\"12B\"},\"PartitionId\":\"3\",\"SequenceNumber\":42,"
            + "\"EnqueuedAt\":\"2024-05-01T10:35:30.0000000Z\",\"IngestedAt\":\"2024-05-01T10:36:00.0000000Z\","
            + $"\"Version\":\"2024-05-01T10:35:12.0000000Z/4/{SampleEvents.EndOfVersion("e-", 1)}\"}}"));
    }

    [Test]
    public void An_event_without_an_id_gets_an_id_from_its_stream_position() =>
        Assert.That((string?)ReadResult.From(SampleEvents.With("eventId", null)).Row["EventId"], Is.EqualTo("3-42-0-1714559730000"));

    [Test]
    public void A_null_id_is_invalid() =>
        Assert.That(
            ReadResult.From(SampleEvents.With("eventId", "null")).Error,
            Is.EqualTo(new ValidationError("eventId", EventRule.Required, "is required")));

    [Test]
    public void An_empty_id_is_invalid() =>
        Assert.That(
            ReadResult.From(SampleEvents.With("eventId", "\"\"")).Error,
            Is.EqualTo(new ValidationError("eventId", EventRule.Required, "must not be empty", "")));

    [Test]
    public void Without_a_stream_position_an_id_is_required()
    {
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();

        reader.Read(SampleEvents.Bytes(SampleEvents.With("eventId", null)), 0, ReadResult.Position with { SequenceNumber = null },
            SampleEvents.Now, batch);

        Assert.That(batch.Rejected.Single().Errors.Single(), Is.EqualTo(new ValidationError("eventId", EventRule.Required, "is required")));
    }

    [Test]
    public void Every_optional_property_has_its_column()
    {
        const string message =
            """
            {"eventId":"e","eventType":"FlightArrived","occurredAt":"2024-05-01T08:00:00Z","source":"/ops","dataSchema":"v1.2",
             "flightId":"X:1~a.b_c-d","origin":"SCEL","destination":"SPJC","scheduledDeparture":"2024-05-01T01:00:00Z",
             "scheduledArrival":"2024-05-01T02:00:00Z",
             "estimatedDeparture":"2024-05-01T03:00:00Z","estimatedArrival":"2024-05-01T04:00:00Z","actualDeparture":"2024-05-01T05:00:00Z",
             "actualArrival":"2024-05-01T06:00:00Z","status":"landed"}
            """;

        var row = ReadResult.From(message).Row;

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["Source"], Is.EqualTo("/ops"));
            Assert.That((string?)row["DataSchema"], Is.EqualTo("v1.2"));
            Assert.That((string?)row["FlightId"], Is.EqualTo("X:1~a.b_c-d"));
            Assert.That((string?)row["Origin"], Is.EqualTo("SCL"));
            Assert.That((string?)row["ArrivalAirport"], Is.EqualTo("LIM"));
            Assert.That((string?)row["ScheduledArrival"], Is.EqualTo("2024-05-01T02:00:00.0000000Z"));
            Assert.That((string?)row["EstimatedDeparture"], Is.EqualTo("2024-05-01T03:00:00.0000000Z"));
            Assert.That((string?)row["EstimatedArrival"], Is.EqualTo("2024-05-01T04:00:00.0000000Z"));
            Assert.That((string?)row["ActualDeparture"], Is.EqualTo("2024-05-01T05:00:00.0000000Z"));
            Assert.That((string?)row["ActualArrival"], Is.EqualTo("2024-05-01T06:00:00.0000000Z"));
            Assert.That((string?)row["Status"], Is.EqualTo("landed"));
            Assert.That(row.ContainsKey("Extra"), Is.False);
        });
    }

    [Test]
    public void Without_airline_or_number_a_flight_is_identified_by_route_and_minute() =>
        Assert.That((string?)ReadResult.From(SampleEvents.With("airline", "\"LA\"")).Row["FlightId"], Is.EqualTo("SCL-LIM-20240501T1020Z"));

    [Test]
    public void Escaped_names_and_codes_are_decoded()
    {
        var message = SampleEvents.Departed
            .Replace("\"origin\"", "\"\\u006frigin\"").Replace("\"SCL\"", "\"\\u0053CL\"").Replace("\"LA\"", "\"L\\u0041\"")
            .Replace("\"FlightDeparted\"", "\"Flight\\u0044eparted\"");

        var row = ReadResult.From(message).Row;

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["Origin"], Is.EqualTo("SCL"));
            Assert.That((string?)row["FlightId"], Is.EqualTo("LA805-20240501-SCL"));
            Assert.That((string?)row["EventType"], Is.EqualTo("FlightDeparted"));
        });
    }

    [Test]
    public void Unknown_properties_are_stored_unchanged()
    {
        var message = SampleEvents.With("crew", "{\n  \"n\": [1, 2.50, 1e2],\r\n  \"täg\": \"a\\u00e9\\\"\"\n}");

        Assert.That(
            ReadResult.From(message)
                .Row["Extra"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
            Is.EqualTo("{\"crew\":{\"n\":[1,2.50,1e2],\"täg\":\"aé\\\"\"}}"));
    }

    [Test]
    public void A_bare_event_can_have_properties_named_like_CloudEvents_attributes()
    {
        var message = SampleEvents.Minimal[..^1] + ",\"id\":7,\"type\":\"t\",\"time\":null,\"data\":{\"origin\":\"XXX\"}}";

        var row = ReadResult.From(message).Row;

        Assert.Multiple(() =>
        {
            Assert.That(row["Extra"]!.ToJsonString(), Is.EqualTo("{\"id\":7,\"type\":\"t\",\"time\":null,\"data\":{\"origin\":\"XXX\"}}"));
            Assert.That((string?)row["Origin"], Is.EqualTo("SCL"));
        });
    }

    [Test]
    public void A_null_property_counts_as_absent() =>
        Assert.That(ReadResult.From(SampleEvents.With("airline", "null")).Row.ContainsKey("Airline"), Is.False);

    [Test]
    public void Names_with_equal_hash_length_or_prefix_are_distinguished()
    {
        // Among 300,000 names of eight digits, some names have the same 32-bit hash (birthday problem).
        var byHash = new Dictionary<uint, string>();
        var twins = Enumerable.Range(0, 300_000).Select(NameOf)
            .Select(name =>
                (Name: name, Other: byHash.TryGetValue(Fnv1a(name), out var other) ? other : null, Added: byHash.TryAdd(Fnv1a(name), name)))
            .First(pair => pair.Other is not null);
        var beginning = new string('x', 64);
        string[] names = [twins.Name, twins.Other!, beginning + "a", beginning + "b", "first", "other"];

        var row = ReadResult.From($"{SampleEvents.Minimal[..^1]},{string.Join(',', names.Select(name => $"\"{name}\":1"))}}}").Row;

        Assert.That(row["Extra"]!.AsObject().Select(property => property.Key), Is.EqualTo(names));

        static string NameOf(int number) => ((uint)number * 2654435761u).ToString("x8");

        static uint Fnv1a(string name) => name.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);
    }

    [TestCase("\\u0039", "9")]
    [TestCase("\\u0049\\u0059", "IY")]
    [TestCase("\\u00e9\\u00E9", "éé")]
    public void Every_hexadecimal_digit_is_read(string escaped, string text) =>
        Assert.That((string?)ReadResult.From(SampleEvents.With("status", $"\"{escaped}\"")).Row["Status"], Is.EqualTo(text));

    [TestCase("13.0", 13)]
    [TestCase("-5.000", -5)]
    [TestCase("0.0", 0)]
    public void An_integer_can_have_a_decimal_point(string written, int minutes) =>
        Assert.That(ReadResult.From(SampleEvents.With("delayMinutes", written)).Row["DelayMinutes"]!.ToJsonString(),
            Is.EqualTo($"{minutes}"));
}
