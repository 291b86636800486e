using System.Text.Json;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests structured and batched CloudEvents (CloudEvents 1.0, JSON event format).</summary>
public class CloudEventTests
{
    private const string Data =
        "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\",\"gate\":\"7\"}";

    private const string Attributes =
        "\"specversion\":\"1.0\",\"id\":\"ce-1\",\"source\":\"/airlines/la\",\"type\":\"com.latam.flights.FlightDelayed\","
        + "\"time\":\"2024-05-01T09:00:00Z\",\"dataschema\":\"https://example.org/v1\",\"subject\":\"LA805\"";

    [TestCase("{" + Attributes + ",\"data\":" + Data + "}", TestName = "The_envelope_provides_values_that_the_data_omits")]
    [TestCase("{\"data\":" + Data + "," + Attributes + "}", TestName = "The_data_may_precede_the_envelope")]
    [TestCase("[{" + Attributes + ",\"data\":" + Data + "}]", TestName = "A_batch_of_CloudEvents_is_an_array")]
    public void A_CloudEvent_is_read(string message)
    {
        var row = ReadResult.From(message).Row;

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["EventId"], Is.EqualTo("ce-1"));
            Assert.That((string?)row["EventType"], Is.EqualTo("FlightDelayed"));
            Assert.That((string?)row["OccurredAt"], Is.EqualTo("2024-05-01T09:00:00.0000000Z"));
            Assert.That((string?)row["Source"], Is.EqualTo("/airlines/la"));
            Assert.That((string?)row["DataSchema"], Is.EqualTo("https://example.org/v1"));
            Assert.That((string?)row["Origin"], Is.EqualTo("SCL"));
            Assert.That(row["Extra"]!.ToJsonString(), Is.EqualTo("{\"gate\":\"7\"}"));
            Assert.That(row["Envelope"]!.ToJsonString(), Is.EqualTo("{\"subject\":\"LA805\"}"));
        });
    }

    [Test]
    public void The_data_takes_precedence_except_for_the_id_and_the_envelope_is_stored()
    {
        var data = Data[..^1]
            + ",\"eventId\":\"e-1\",\"eventType\":\"FlightBoarding\",\"occurredAt\":\"2024-05-01T08:00:00Z\",\"source\":\"inner\"}";

        var row = ReadResult.From("{" + Attributes + ",\"data\":" + data + "}").Row;

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["EventId"], Is.EqualTo("ce-1"), "source and id identify a CloudEvent");
            Assert.That((string?)row["EventType"], Is.EqualTo("FlightBoarding"));
            Assert.That((string?)row["OccurredAt"], Is.EqualTo("2024-05-01T08:00:00.0000000Z"));
            Assert.That((string?)row["Source"], Is.EqualTo("/airlines/la"));
            Assert.That((string?)row["Extra"]!["source"], Is.EqualTo("inner"));
            Assert.That((string?)row["Envelope"]!["data"]!["eventId"], Is.EqualTo("e-1"));
            Assert.That((string?)row["Envelope"]!["type"], Is.EqualTo("com.latam.flights.FlightDelayed"));
            Assert.That((string?)row["Envelope"]!["time"], Is.EqualTo("2024-05-01T09:00:00Z"));
        });
    }

    [Test]
    public void An_unsupported_CloudEvents_version_is_rejected() =>
        Assert.That(
            ReadResult.From("{" + Attributes.Replace("\"1.0\"", "\"2.0\"") + ",\"data\":" + Data + "}").Error,
            Is.EqualTo(
                new ValidationError("specversion", EventRule.Unknown, "must be 1.0, the supported version of CloudEvents", "2.0")));

    [TestCase("{" + Attributes + ",\"data\":" + Data + "}")]
    [TestCase("{\"data\":" + Data + "," + Attributes + "}")]
    public void A_CloudEvent_without_a_version_has_one_error(string message) => Assert.That(
        ReadResult.From(message.Replace("\"specversion\":\"1.0\",", "")).Errors,
        Is.EqualTo(new[] { new ValidationError("specversion", EventRule.Required, "is required") }));

    [Test]
    public void A_CloudEvent_without_a_version_and_with_data_base64_has_one_error()
    {
        var data = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Data));

        var attributes = Attributes.Replace("\"specversion\":\"1.0\",", "");

        var errors = ReadResult.From("{" + attributes + ",\"data_base64\":\"" + data + "\"}").Errors;

        Assert.That(errors.Select(error => (error.Field, error.Rule)), Is.EqualTo([("specversion", EventRule.Required)]));
    }

    [Test]
    public void A_bare_event_can_have_properties_named_type_and_data() => Assert.That(
        ReadResult.From(SampleEvents.With("type", "\"A320\",\"data\":{\"a\":1}")).Row["Extra"]!.ToJsonString(),
        Does.Contain("\"data\":{\"a\":1}"));

    [Test]
    public void An_envelope_requires_a_source() =>
        Assert.That(
            ReadResult.From("{" + Attributes.Replace("\"source\":\"/airlines/la\",", "") + ",\"data\":" + Data + "}").Error,
            Is.EqualTo(new ValidationError("source", EventRule.Required, "is required")));

    [Test]
    public void Data_must_be_an_object() =>
        Assert.That(
            ReadResult.From("{" + Attributes + ",\"data\":\"text\"}").Errors,
            Is.EqualTo(new[] { new ValidationError("data", EventRule.Type, "must be the flight event, a JSON object, not a string") }));

    [Test]
    public void Duplicate_data_is_a_validation_error() =>
        Assert.That(
            ReadResult.From("{" + Attributes + ",\"data\":" + Data + ",\"data\":" + Data + "}").Errors,
            Has.Member(new ValidationError("data", EventRule.Duplicate, "appears twice")));

    [TestCase("com.example.flights.FlightDelayed.v1")]
    [TestCase("FlightDelayed.V12")]
    [TestCase("com.example.FlightDelayed.v1.2.3")]
    [TestCase("com.example.v2.FlightDelayed")]
    public void A_type_can_end_in_a_version(string type) => Assert.That(
        (string?)ReadResult.From("{" + Attributes.Replace("com.latam.flights.FlightDelayed", type) + ",\"data\":" + Data + "}")
            .Row["EventType"],
        Is.EqualTo("FlightDelayed"));

    [TestCase("FlightDelayed.v")]
    [TestCase("FlightDelayed.1")]
    [TestCase("FlightDelayed.v1.x")]
    [TestCase("FlightDelayed.v1.")]
    [TestCase("v1")]
    public void A_type_with_an_invalid_version_suffix_is_rejected(string type) => Assert.That(
        ReadResult.From("{" + Attributes.Replace("com.latam.flights.FlightDelayed", type) + ",\"data\":" + Data + "}").Error.Field,
        Is.EqualTo("type"));

    [TestCase("\"time\":\"2024-05-01T09:00:00Z\",", "", "time", EventRule.Required)]
    [TestCase("2024-05-01T09:00:00Z", "yesterday", "time", EventRule.Format)]
    [TestCase("com.latam.flights.FlightDelayed", "FlightLost", "type", EventRule.Unknown)]
    public void An_attribute_error_is_reported_under_the_attribute_name(string attribute, string written, string field, EventRule rule)
    {
        var error = ReadResult.From("{" + Attributes.Replace(attribute, written) + ",\"data\":" + Data + "}").Error;

        Assert.That((error.Field, error.Rule), Is.EqualTo((field, rule)));
    }

    [TestCase("id", "ce-1")]
    [TestCase("time", "2024-05-01T09:00:00Z")]
    [TestCase("type", "com.latam.flights.FlightDelayed")]
    public void An_attribute_with_invalid_Unicode_has_one_error(string attribute, string value)
    {
        var attributes = Attributes.Replace($"\"{attribute}\":\"{value}\"", $"\"{attribute}\":\"\\ud800\"");

        var error = ReadResult.From("{" + attributes + ",\"data\":" + Data + "}").Error;

        Assert.That((error.Field, error.Rule), Is.EqualTo((attribute, EventRule.Unicode)));
    }

    [Test]
    public void An_error_in_the_data_is_reported_under_the_property_name()
    {
        var data = Data[..^1] + ",\"occurredAt\":\"yesterday\"}";

        Assert.That(ReadResult.From("{" + Attributes + ",\"data\":" + data + "}").Error.Field, Is.EqualTo("occurredAt"));
    }

    [Test]
    public void Missing_data_is_a_single_error() => Assert.That(
        ReadResult.From("{" + Attributes + "}").Error,
        Is.EqualTo(new ValidationError("data", EventRule.Required, "is required: the flight event, a JSON object")));

    [Test]
    public void The_missing_properties_of_empty_data_are_reported() => Assert.That(
        ReadResult.From("{" + Attributes + ",\"data\":{}}").Errors.Select(error => (error.Field, error.Rule)),
        Is.EqualTo(new[]
        {
            ("origin", EventRule.Required), ("destination", EventRule.Required), ("scheduledDeparture", EventRule.Required),
        }));

    [Test]
    public void The_error_of_an_unknown_type_describes_the_prefix_and_the_suffix() => Assert.That(
        ReadResult.From("{" + Attributes.Replace("com.latam.flights.FlightDelayed", "FlightLost") + ",\"data\":" + Data + "}").Error.Detail,
        Does.EndWith("; a domain name may precede it (com.example.) and a version may follow it (.v1)"));

    [Test]
    public void Doubly_encoded_data_is_a_single_error_with_an_explanation() => Assert.That(
        ReadResult.From("{" + Attributes + ",\"data\":" + JsonSerializer.Serialize(Data) + "}").Error.Detail,
        Is.EqualTo("must be the flight event, a JSON object, not a string; the JSON appears to be encoded twice"));

    [TestCase("", null)]
    [TestCase(",\"cloudEvent\":\"mine\"", "{\"cloudEvent\":\"mine\"}")]
    public void Envelope_attributes_are_not_flight_properties(string property, string? extra)
    {
        var row = ReadResult.From("{" + Attributes + ",\"data\":" + Data.Replace(",\"gate\":\"7\"", property) + "}").Row;

        Assert.That((row["Extra"]?.ToJsonString(), row["Envelope"]!.ToJsonString()), Is.EqualTo((extra, "{\"subject\":\"LA805\"}")));
    }
}
