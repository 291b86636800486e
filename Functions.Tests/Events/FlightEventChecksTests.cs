using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

public class FlightEventChecksTests
{
    private const string KnownTypes =
        "must be one of FlightScheduled, FlightBoarding, FlightDelayed, FlightDeparted, FlightDiverted, FlightArrived, "
        + "FlightCancelled, FlightCorrected";

    private const string Airport = "must be an airport code: 3 (IATA) or 4 (ICAO) upper-case letters";
    private const string Airline = "must be 2 (IATA) or 3 (ICAO) upper-case letters or digits";
    private const string Number = "must be 1 to 8 letters or digits";
    private const string Id = "must be 1 to 128 letters, digits or any of - . _ ~ :";
    private const string Time = "must be an RFC 3339 time with offset, such as 2024-05-01T10:20:30Z";
    private const string Years = "must be between the years 1950 and 2100";
    private const string Delay = "must be a whole number from -1440 to 14400";

    [TestCase("eventType")]
    [TestCase("occurredAt")]
    [TestCase("origin")]
    [TestCase("destination")]
    [TestCase("scheduledDeparture")]
    public void A_required_property_must_be_present_and_not_null(string property)
    {
        var expected = new ValidationError(property, EventRule.Required, "is required");
        Assert.Multiple(() =>
        {
            Assert.That(ReadResult.From(SampleEvents.With(property, null)).Error, Is.EqualTo(expected));
            Assert.That(ReadResult.From(SampleEvents.With(property, "null")).Error, Is.EqualTo(expected));
        });
    }

    [TestCase("eventId", "\"\"", EventRule.Required, "must not be empty", "")]
    [TestCase("eventId", "17", EventRule.Type, "must be a string, not a number", "17")]
    [TestCase("eventId", "\"a\\nb\"", EventRule.ControlCharacter, "must not contain control characters", "a\\nb")]
    [TestCase("eventType", "\"FlightLost\"", EventRule.Unknown, KnownTypes, "FlightLost")]
    [TestCase("eventType", "\"flightdelayed\"", EventRule.Unknown, KnownTypes, "flightdelayed")]
    [TestCase("eventType", "[]", EventRule.Type, "must be a string, not an array", "[]")]
    [TestCase("occurredAt", "\"2024-05-01T08:00:00\"", EventRule.Format, Time, "2024-05-01T08:00:00")]
    [TestCase("occurredAt", "1714550400", EventRule.Type, "must be a string, not a number", "1714550400")]
    [TestCase("occurredAt", "\"1949-12-31T23:59:59Z\"", EventRule.Range, Years, "1949-12-31T23:59:59Z")]
    [TestCase(
        "occurredAt",
        "\"2024-05-01T10:41:00.0000001Z\"",
        EventRule.Range,
        "must not be more than 5 minutes ahead of the clock; it is 5 minutes ahead. Is it local time marked as UTC?",
        "2024-05-01T10:41:00.0000001Z")]
    [TestCase(
        "occurredAt",
        "\"2024-05-01T21:36:00Z\"",
        EventRule.Range,
        "must not be more than 5 minutes ahead of the clock; it is 11 hours ahead. Is it local time marked as UTC?",
        "2024-05-01T21:36:00Z")]
    [TestCase("scheduledDeparture", "\"2100-01-01T00:00:00Z\"", EventRule.Range, Years, "2100-01-01T00:00:00Z")]
    [TestCase(
        "scheduledArrival", "\"2024-05-01T10:19:59Z\"", EventRule.Range, "must not be before scheduledDeparture", "2024-05-01T10:19:59Z")]
    [TestCase("actualArrival", "\"soon\"", EventRule.Format, Time, "soon")]
    [TestCase("origin", "\"scl\"", EventRule.Format, Airport, "scl")]
    [TestCase("origin", "\"SC\"", EventRule.Format, Airport, "SC")]
    [TestCase("origin", "\"SANTI\"", EventRule.Format, Airport + ", not 5 characters", "SANTI")]
    [TestCase("origin", "\"SC1\"", EventRule.Format, Airport, "SC1")]
    [TestCase("destination", "\"\"", EventRule.Format, Airport, "")]
    [TestCase("destination", "{}", EventRule.Type, "must be a string, not an object", "{}")]
    [TestCase("airline", "\"L\"", EventRule.Format, Airline, "L")]
    [TestCase("airline", "\"LATAM\"", EventRule.Format, Airline + ", not 5 characters", "LATAM")]
    [TestCase("airline", "\"L-\"", EventRule.Format, Airline, "L-")]
    [TestCase("flightNumber", "\"LA 805\"", EventRule.Format, Number, "LA 805")]
    [TestCase("flightId", "\"a/b\"", EventRule.Format, Id, "a/b")]
    [TestCase("flightId", "\"\"", EventRule.Format, Id, "")]
    [TestCase("status", "false", EventRule.Type, "must be a string, not a boolean", "false")]
    [TestCase("delayMinutes", "\"5\"", EventRule.Type, "must be a whole number of minutes, not a string", "5")]
    [TestCase("delayMinutes", "1.5", EventRule.Type, Delay, "1.5")]
    [TestCase("delayMinutes", "14401", EventRule.Range, "must be from -1440 to 14400", "14401")]
    [TestCase("delayMinutes", "-1441", EventRule.Range, "must be from -1440 to 14400", "-1441")]
    [TestCase("delayMinutes", "99999999999999999999", EventRule.Range, "must be from -1440 to 14400", "99999999999999999999")]
    [TestCase("distanceKm", "-0.1", EventRule.Range, "must be from 0 to 20040", "-0.1")]
    [TestCase("distanceKm", "20040.1", EventRule.Range, "must be from 0 to 20040", "20040.1")]
    [TestCase("distanceKm", "1e999", EventRule.Range, "must be from 0 to 20040", "1e999")]
    [TestCase("distanceKm", "\"far\"", EventRule.Type, "must be a number of kilometers, not a string", "far")]
    public void An_error_has_the_rule_the_field_and_the_value(string property, string json, EventRule rule, string detail, string value) =>
        Assert.That(
            ReadResult.From(SampleEvents.With(property, json)).Error, Is.EqualTo(new ValidationError(property, rule, detail, value)));

    [TestCase("delayMinutes", "-1440")]
    [TestCase("delayMinutes", "14400")]
    [TestCase("distanceKm", "0")]
    [TestCase("distanceKm", "20040")]
    [TestCase("distanceKm", "2.4534e3")]
    [TestCase("occurredAt", "\"2024-05-01T10:41:00Z\"")]
    [TestCase("occurredAt", "\"1950-01-01T00:00:00Z\"")]
    [TestCase("scheduledArrival", "\"2024-05-01T10:20:00Z\"")]
    [TestCase("airline", "\"3U\"")]
    [TestCase("airline", "\"LAN\"")]
    [TestCase("flightNumber", "\"805A\"")]
    [TestCase("status", "\"12345678901234567890123456789012\"")]
    [TestCase("status", "\"\\u00fcber\"")]
    public void A_value_at_a_limit_is_accepted(string property, string json) =>
        Assert.That(ReadResult.From(SampleEvents.With(property, json)).Rejected, Is.Empty);

    [Test]
    public void All_errors_of_an_event_are_reported()
    {
        const string message =
            """
            {"eventId":1,"eventType":"FlightDelayed","occurredAt":"now","origin":"scl","delayMinutes":"late",
             "scheduledDeparture":"2024-05-01T10:20:00Z"}
            """;

        Assert.That(
            ReadResult.From(message).Errors.Select(error => (error.Field, error.Rule)),
            Is.EqualTo(new[]
            {
                ("eventId", EventRule.Type),
                ("occurredAt", EventRule.Format),
                ("origin", EventRule.Format),
                ("destination", EventRule.Required),
                ("delayMinutes", EventRule.Type),
            }));
    }

    [Test]
    public void A_value_is_truncated_and_sanitized_in_errors()
    {
        var error = ReadResult.From(SampleEvents.With("origin", $"\"{new string('x', 1000)}\"")).Error;
        Assert.Multiple(() =>
        {
            Assert.That(error.Value, Is.EqualTo(new string('x', 63) + "…"));
            Assert.That(ValidationError.SafeValue("a\u0000\u001Bb\r\n"u8), Is.EqualTo("a\uFFFD\uFFFDb\uFFFD\uFFFD"));
            Assert.That(ValidationError.SafeValue([0x61, 0xC3]), Is.EqualTo("a\uFFFD"));
        });
    }

    [Test]
    public void A_duplicate_property_is_a_validation_error()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                ReadResult.From(SampleEvents.Minimal[..^1] + ",\"origin\":\"EZE\"}").Error,
                Is.EqualTo(new ValidationError("origin", EventRule.Duplicate, "appears twice")));
            Assert.That(
                ReadResult.From(SampleEvents.Minimal[..^1] + ",\"gate\":1,\"g\\u0061te\":2}").Error,
                Is.EqualTo(new ValidationError("gate", EventRule.Duplicate, "appears twice")));
        });
    }

    [TestCase("\"\\u0000\"", EventRule.ControlCharacter)]
    [TestCase("\"\\ud800\"", EventRule.Unicode)]
    [TestCase("\"\\udc00\\ud800\"", EventRule.Unicode)]
    [TestCase("\"\\ud800x\"", EventRule.Unicode)]
    public void Text_that_cannot_be_stored_is_an_error_in_every_property(string json, EventRule rule)
    {
        var expected = new[] { rule };
        Assert.Multiple(() =>
        {
            Assert.That(ReadResult.From(SampleEvents.With("status", json)).Errors.Select(f => f.Rule), Is.EqualTo(expected), "a field");
            Assert.That(ReadResult.From(SampleEvents.With("note", json)).Errors.Select(f => f.Rule),
                Is.EqualTo(expected), "an unknown property");
            Assert.That(ReadResult.From(SampleEvents.With("note", $"[{{\"a\":{json}}}]")).Errors.Select(f => f.Rule),
                Is.EqualTo(expected), "inside");
            Assert.That(ReadResult.From(SampleEvents.With("note", $"{{{json}:1}}")).Errors.Select(f => f.Rule),
                Is.EqualTo(expected), "an inner name");
            Assert.That(ReadResult.From(SampleEvents.Minimal[..^1] + $",{json}:1}}").Errors.Select(f => f.Rule),
                Is.EqualTo(expected), "a name");
        });
    }

    [Test]
    public void A_surrogate_pair_is_valid_text() =>
        Assert.That((string?)ReadResult.From(SampleEvents.With("status", "\"\\ud83d\\ude00\"")).Row["Status"], Is.EqualTo("😀"));

    [Test]
    public void Invalid_UTF8_is_a_validation_error()
    {
        var message = Encoding.Latin1.GetBytes(SampleEvents.With("note", "\"\u00e9\""));

        Assert.That(ReadResult.From(message).Errors,
            Is.EqualTo([new ValidationError("$", EventRule.Unicode, "not UTF-8 at byte 170 of the event (0xE9); send UTF-8")]));
    }

    [TestCase(31, true)]
    [TestCase(32, false)]
    [TestCase(100_000, false)]
    public void The_nesting_depth_is_limited(int levels, bool allowed)
    {
        var json = new string('[', levels) + new string(']', levels);

        var result = ReadResult.From($"{SampleEvents.With("deep", json)}\n{SampleEvents.WithId("next")}");

        Assert.Multiple(() =>
        {
            Assert.That(result.Rows, Has.Count.EqualTo(allowed ? 2 : 1));
            if (!allowed)
                Assert.That(result.Error,
                    Is.EqualTo(new ValidationError("deep", EventRule.Nesting, $"{levels + 1} levels deep; the maximum per event is 32")));
        });
    }

    [TestCase(256, true)]
    [TestCase(257, false)]
    public void The_number_of_properties_is_limited(int count, bool allowed)
    {
        var properties = string.Concat(Enumerable.Range(0, count).Select(i => $",\"p{i}\":{i}"));

        var result = ReadResult.From(SampleEvents.Minimal[..^1] + properties + "}");

        Assert.That(result.Rejected.SelectMany(r => r.Errors).Select(f => f.Rule),
            Is.EqualTo(allowed ? [] : new[] { EventRule.Properties }));
    }

    [TestCase("805")]
    [TestCase("805.0")]
    [TestCase("8.05e2")]
    public void A_flight_number_can_be_a_JSON_number(string number) => Assert.That(
        (string?)ReadResult.From(SampleEvents.With("flightNumber", number)).Row["FlightNumber"], Is.EqualTo("805"));

    [TestCase("80.5")]
    [TestCase("-805")]
    [TestCase("100000000")]
    public void A_number_in_another_form_is_not_a_flight_number(string number) =>
        Assert.That(ReadResult.From(SampleEvents.With("flightNumber", number)).Error.Rule, Is.EqualTo(EventRule.Type));

    [TestCase("status", 128, "x")]
    [TestCase("status", 128, "é")]
    [TestCase("status", 128, "😀")]
    [TestCase("status", 128, "\\ud83d\\ude00")]
    [TestCase("aircraft", 128, "\\n\\u00e9", 2)]
    [TestCase("eventId", 128, "€")]
    [TestCase("source", 256, "\\ud83d\\ude00")]
    [TestCase("dataschema", 256, "x")]
    public void A_string_longer_than_its_maximum_is_rejected(string property, int max, string text, int characters = 1)
    {
        var longest = string.Concat(Enumerable.Repeat(text.Replace("\\n", "x", StringComparison.Ordinal), max / characters));
        var longer = SampleEvents.With(property, $"\"{longest}x\"");

        Assert.Multiple(() =>
        {
            Assert.That(ReadResult.From(SampleEvents.With(property, $"\"{longest}\"")).Rows, Has.Count.EqualTo(1));
            Assert.That(ReadResult.From(longer).Error.Rule, Is.EqualTo(EventRule.Length));
            Assert.That(ReadResult.From(longer).Error.Detail, Is.EqualTo($"has {max + 1} characters; the maximum is {max}"));
        });
    }

    [Test]
    public void The_number_of_errors_is_limited()
    {
        var duplicates = string.Concat(Enumerable.Repeat(",\"p\":1", 10_000));

        Assert.That(ReadResult.From(SampleEvents.Minimal[..^1] + duplicates + "}").Errors, Has.Count.EqualTo(16));
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void The_size_of_an_event_is_limited(int excess, bool allowed)
    {
        var frame = SampleEvents.With("note", "\"\"").Length;
        var message = SampleEvents.With("note", $"\"{new string('x', 1_000_000 - frame + excess)}\"");

        var result = ReadResult.From(message);

        Assert.That(result.Rejected.SelectMany(r => r.Errors).Select(f => f.Rule), Is.EqualTo(allowed ? [] : new[] { EventRule.Size }));
    }

    [TestCase("2024-05-01T11:59:59Z", false)]
    [TestCase("2024-05-01T12:00:00Z", true)]
    public void A_flight_cannot_arrive_before_it_departs(string arrival, bool allowed)
    {
        var message = $"{SampleEvents.Minimal[..^1]},\"actualDeparture\":\"2024-05-01T12:00:00Z\",\"actualArrival\":\"{arrival}\"}}";

        Assert.That(
            ReadResult.From(message).Rejected.SelectMany(rejected => rejected.Errors),
            Is.EqualTo(allowed
                ? []
                : (ValidationError[])[new("actualArrival", EventRule.Range, "must not be before actualDeparture", arrival)]));
    }

    [Test]
    public void An_escaped_string_that_exceeds_every_limit_is_too_long()
    {
        var escaped = string.Concat(Enumerable.Repeat("\\u0041", FlightEventChecks.MaxNameLength + 1));

        var error = ReadResult.From(SampleEvents.With("source", $"\"{escaped}\"")).Error;

        Assert.That((error.Field, error.Rule), Is.EqualTo(("source", EventRule.Length)));
    }
}
