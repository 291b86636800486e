using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

public class FlightEventReaderTests
{
    [Test]
    public void An_event_becomes_a_row_of_its_columns()
    {
        var result = ReadResult.Of(SampleEvents.Departed);

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
    public void An_event_without_id_gets_one_from_its_place_in_the_stream() =>
        Assert.That((string?)ReadResult.Of(SampleEvents.With("eventId", null)).Row["EventId"], Is.EqualTo("3-42-0-1714559730000"));

    [Test]
    public void A_null_id_is_a_mistake_rather_than_none() =>
        Assert.That(
            ReadResult.Of(SampleEvents.With("eventId", "null")).Fault,
            Is.EqualTo(new ValidationError("eventId", EventRule.Required, "is required")));

    [Test]
    public void An_empty_id_counts_as_absent() =>
        Assert.That(
            ReadResult.Of(SampleEvents.With("eventId", "\"\"")).Fault,
            Is.EqualTo(new ValidationError("eventId", EventRule.Required, "must not be empty", "")));

    [Test]
    public void Without_a_place_in_the_stream_an_id_is_required()
    {
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();

        reader.Read(SampleEvents.Bytes(SampleEvents.With("eventId", null)), 0, ReadResult.Position with { SequenceNumber = null },
            SampleEvents.Now, batch);

        Assert.That(batch.Rejected.Single().Faults.Single(), Is.EqualTo(new ValidationError("eventId", EventRule.Required, "is required")));
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

        var row = ReadResult.Of(message).Row;

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
    public void Without_airline_or_number_the_flight_is_its_route_and_minute() =>
        Assert.That((string?)ReadResult.Of(SampleEvents.With("airline", "\"LA\"")).Row["FlightId"], Is.EqualTo("SCL-LIM-20240501T1020Z"));

    [Test]
    public void Escaped_names_and_codes_are_read_like_plain_ones()
    {
        var message = SampleEvents.Departed
            .Replace("\"origin\"", "\"\\u006frigin\"").Replace("\"SCL\"", "\"\\u0053CL\"").Replace("\"LA\"", "\"L\\u0041\"")
            .Replace("\"FlightDeparted\"", "\"Flight\\u0044eparted\"");

        var row = ReadResult.Of(message).Row;

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
            ReadResult.Of(message)
                .Row["Extra"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
            Is.EqualTo("{\"crew\":{\"n\":[1,2.50,1e2],\"täg\":\"aé\\\"\"}}"));
    }

    [Test]
    public void A_bare_event_may_have_properties_that_are_named_like_CloudEvents_attributes()
    {
        var message = SampleEvents.Minimal[..^1] + ",\"id\":7,\"type\":\"t\",\"time\":null,\"data\":{\"origin\":\"XXX\"}}";

        var row = ReadResult.Of(message).Row;

        Assert.Multiple(() =>
        {
            Assert.That(row["Extra"]!.ToJsonString(), Is.EqualTo("{\"id\":7,\"type\":\"t\",\"time\":null,\"data\":{\"origin\":\"XXX\"}}"));
            Assert.That((string?)row["Origin"], Is.EqualTo("SCL"));
        });
    }

    [Test]
    public void Null_is_absence() => Assert.That(ReadResult.Of(SampleEvents.With("airline", "null")).Row.ContainsKey("Airline"), Is.False);

    [TestCase("[{0},{1}]", TestName = "An_array")]
    [TestCase(" [ {0} ,\n {1} ] ", TestName = "An_array_with_white_space")]
    [TestCase("{0}\n{1}\n", TestName = "JSON_Lines")]
    [TestCase("{0}\r\n\r\n{1}", TestName = "JSON_Lines_with_empty_lines")]
    [TestCase("\uFEFF{0}\n{1}", TestName = "JSON_Lines_behind_a_byte_order_mark")]
    [TestCase("{0}{1}", TestName = "Objects_without_separator")]
    public void A_message_holds_many_events(string form)
    {
        var message = form.Replace("{0}", SampleEvents.WithId("a")).Replace("{1}", SampleEvents.WithId("b"));

        var result = ReadResult.Of(message);

        Assert.Multiple(() =>
        {
            Assert.That(result.Events, Is.EqualTo(2));
            Assert.That(result.Rejected, Is.Empty);
            Assert.That(result.Rows.Select(row => (string?)row["EventId"]), Is.EqualTo(["a", "b"]));
        });
    }

    [Test]
    public void An_object_may_span_lines() =>
        Assert.That(ReadResult.Of(SampleEvents.Minimal.Replace(",", ",\n")).Rejected, Is.Empty);

    [Test]
    public void An_empty_array_holds_no_events()
    {
        var result = ReadResult.Of("[]");
        Assert.Multiple(() =>
        {
            Assert.That(result.Events, Is.Zero);
            Assert.That(result.Rejected, Is.Empty);
        });
    }

    [TestCase("")]
    [TestCase(" \n\t")]
    [TestCase("\uFEFF")]
    public void An_empty_message_is_a_fault(string message)
    {
        var result = ReadResult.Of(message);
        Assert.Multiple(() =>
        {
            Assert.That(result.Events, Is.EqualTo(1));
            Assert.That(result.Fault, Is.EqualTo(new ValidationError("$", EventRule.Malformed, "the message is empty")));
        });
    }

    [TestCase("\n")]
    [TestCase(",")]
    public void A_poison_event_costs_nothing_but_itself(string separator)
    {
        var bad = SampleEvents.With("origin", "\"Santiago\"");
        var message = string.Join(separator, SampleEvents.WithId("a"), bad, SampleEvents.WithId("b"));

        var result = ReadResult.Of(separator == "," ? $"[{message}]" : message);

        Assert.Multiple(() =>
        {
            Assert.That(result.Rows.Select(row => (string?)row["EventId"]), Is.EqualTo(["a", "b"]));
            Assert.That(result.Rejected.Single().EventIndex, Is.EqualTo(1));
            Assert.That(Encoding.UTF8.GetString(result.Rejected.Single().Body.Span), Is.EqualTo(bad));
        });
    }

    [TestCase("{\"eventId\":\"x\",", Description = "cut off between properties")]
    [TestCase("{\"eventId\":\"x", Description = "cut off in a string")]
    [TestCase("{\"a\":", Description = "cut off before a value")]
    [TestCase("{\"a\":{\"b\":1}", Description = "a brace is missing")]
    [TestCase("{\"a\":01}", Description = "a number with leading zero")]
    [TestCase("{'a':1}", Description = "single quotes")]
    [TestCase("}", Description = "a stray brace")]
    [TestCase("garbage", Description = "no JSON at all")]
    [TestCase("\0", Description = "NUL")]
    public void After_a_broken_line_reading_continues_at_the_next(string broken)
    {
        var result = ReadResult.Of($"{SampleEvents.WithId("a")}\n{broken}\n{SampleEvents.WithId("b")}\n{SampleEvents.WithId("c")}");

        Assert.Multiple(() =>
        {
            Assert.That(result.Rows.Select(row => (string?)row["EventId"]), Is.EqualTo(["a", "b", "c"]));
            Assert.That(result.Fault.Rule, Is.EqualTo(EventRule.Malformed));
            Assert.That(result.Rejected.Single().Stage, Is.EqualTo(IngestStage.Decoded));
            Assert.That(Encoding.UTF8.GetString(result.Rejected.Single().Body.Span), Is.EqualTo(broken));
        });
    }

    [Test, CancelAfter(10_000)]
    public void A_message_that_breaks_at_its_end_from_every_line_is_given_up_in_time()
    {
        // Each line opens an object that only the end of the message breaks: 150,000 times up to a megabyte.
        var message = string.Concat(Enumerable.Repeat("{\"a\":\n", 150_000));

        var result = ReadResult.Of(message);

        Assert.Multiple(() =>
        {
            Assert.That(result.Rows, Is.Empty);
            Assert.That(result.Rejected, Has.Count.InRange(1, 10));
            Assert.That(result.Rejected.Sum(rejected => rejected.Body.Length), Is.GreaterThan(message.Length - 20));
        });
    }

    [Test]
    public void An_array_that_was_cut_off_is_dead_lettered_whole_besides_its_valid_events()
    {
        var message = $"[{SampleEvents.Minimal},";

        var result = ReadResult.Of(message);

        Assert.Multiple(() =>
        {
            Assert.That(result.Rows, Has.Count.EqualTo(1));
            Assert.That(result.Fault.Detail, Is.EqualTo("the array has no end: the message was cut off"));
            Assert.That(Encoding.UTF8.GetString(result.Rejected.Single().Body.Span), Is.EqualTo(message));
        });
    }

    [TestCase("1", "a number")]
    [TestCase("\"text\"", "a string")]
    [TestCase("null", "null")]
    [TestCase("true", "a boolean")]
    [TestCase("[[{}]]", "an array")]
    public void A_value_that_is_not_an_object_is_not_an_event(string message, string description) =>
        Assert.That(ReadResult.Of(message).Fault, Is.EqualTo(
            new ValidationError("$", EventRule.Malformed, $"an event must be a JSON object, not {description}")));

    [TestCase("[,{0}]", 0)]
    [TestCase("[{0},,{0}]", 1)]
    [TestCase("[{0},{0},,]", 2)]
    public void A_comma_too_many_is_broken_JSON(string form, int rows)
    {
        var result = ReadResult.Of(form.Replace("{0}", SampleEvents.Minimal));

        Assert.That(result.Rejected[0].Faults.Single().Rule, Is.EqualTo(EventRule.Malformed));
        Assert.That(result.Rows, Has.Count.EqualTo(rows));
    }

    [Test]
    public void Properties_of_one_event_are_not_those_of_the_next()
    {
        var result = ReadResult.Of(SampleEvents.With("gate", "1") + SampleEvents.With("gate", "2") + SampleEvents.Minimal);

        Assert.That(result.Rejected, Is.Empty);
        Assert.That(result.Rows.Select(row => row["Extra"]?.ToJsonString()), Is.EqualTo(["{\"gate\":1}", "{\"gate\":2}", null]));
    }

    [Test]
    public void Properties_of_one_CloudEvents_data_are_not_those_of_the_next()
    {
        const string envelope =
            "{\"specversion\":\"1.0\",\"id\":\"c\",\"source\":\"/s\",\"type\":\"FlightDelayed\",\"time\":\"2024-05-01T09:00:00Z\","
            + "\"data\":{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"DATA},"
            + "\"gate\":\"outside\"}";

        var result = ReadResult.Of(envelope.Replace("DATA", ",\"gate\":\"inside\"") + envelope.Replace("DATA", ""));

        Assert.That(result.Rejected, Is.Empty);
        Assert.That(
            result.Rows.Select(row => (row["Extra"]?.ToJsonString(), row["Envelope"]!.ToJsonString())),
            Is.EqualTo([("{\"gate\":\"inside\"}", "{\"gate\":\"outside\"}"), (null, "{\"gate\":\"outside\"}")]));
    }

    [Test]
    public void Names_of_the_same_hash_length_or_beginning_are_different_names()
    {
        // Of 300,000 names of eight digits some have the same 32-bit hash: the birthday problem.
        var byHash = new Dictionary<uint, string>();
        var twins = Enumerable.Range(0, 300_000).Select(NameOf)
            .Select(name =>
                (Name: name, Other: byHash.TryGetValue(Fnv1a(name), out var other) ? other : null, Added: byHash.TryAdd(Fnv1a(name), name)))
            .First(pair => pair.Other is not null);
        var beginning = new string('x', 64);
        string[] names = [twins.Name, twins.Other!, beginning + "a", beginning + "b", "first", "other"];

        var row = ReadResult.Of($"{SampleEvents.Minimal[..^1]},{string.Join(',', names.Select(name => $"\"{name}\":1"))}}}").Row;

        Assert.That(row["Extra"]!.AsObject().Select(property => property.Key), Is.EqualTo(names));

        static string NameOf(int number) => ((uint)number * 2654435761u).ToString("x8");

        static uint Fnv1a(string name) => name.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);
    }

    [TestCase("\\u0039", "9")]
    [TestCase("\\u0049\\u0059", "IY")]
    [TestCase("\\u00e9\\u00E9", "éé")]
    public void Every_hexadecimal_digit_is_read(string escaped, string text) =>
        Assert.That((string?)ReadResult.Of(SampleEvents.With("status", $"\"{escaped}\"")).Row["Status"], Is.EqualTo(text));

    [TestCase("{\"a\":1")]
    [TestCase("{\"a\":  ")]
    public void JSON_that_is_cut_off_is_reported_as_incomplete(string json) => Assert.That(
        ReadResult.Of(json).Rejected[0].Faults.Single().Detail,
        Is.EqualTo($"not JSON: the event ends at byte {json.Length}, before it is complete"));

    [TestCase("13.0", 13)]
    [TestCase("-5.000", -5)]
    [TestCase("0.0", 0)]
    public void A_whole_number_may_be_written_with_a_point(string written, int minutes) =>
        Assert.That(ReadResult.Of(SampleEvents.With("delayMinutes", written)).Row["DelayMinutes"]!.ToJsonString(),
            Is.EqualTo($"{minutes}"));

}
