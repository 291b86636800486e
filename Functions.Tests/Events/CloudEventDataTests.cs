using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests binary data, which SDKs send as <c>data_base64</c> (CloudEvents 1.0, JSON event format §3.1).</summary>
public class CloudEventDataTests
{
    private const string Data =
        "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\",\"gate\":\"A/1?>\"}";

    private const string Attributes =
        "\"specversion\":\"1.0\",\"id\":\"ce-1\",\"source\":\"/ops\",\"type\":\"FlightDeparted\","
        + "\"time\":\"2024-05-01T09:00:00Z\",\"subject\":\"s\"";

    private static string Base64 => Convert.ToBase64String(Encoding.UTF8.GetBytes(Data));

    [Test]
    public void data_base64_is_read_like_data([Values] bool isFirst, [Values("", "\uFEFF")] string mark)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(mark + Data));

        var data = $"\"data_base64\":\"{base64}\"";
        var row = ReadResult.From(isFirst ? $"{{{data},{Attributes}}}" : $"{{{Attributes},{data}}}").Row;

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["EventId"], Is.EqualTo("ce-1"));
            Assert.That((string?)row["Origin"], Is.EqualTo("SCL"));
            Assert.That(row["Extra"]!.ToJsonString(Relaxed), Is.EqualTo("{\"gate\":\"A/1?>\"}"));
        });
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [TestCase("/", "\\/")]
    [TestCase("+", "\\u002B")]
    [TestCase("=", "\\u003d")]
    public void The_characters_of_data_base64_may_be_escaped(string character, string escape)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Data.Replace("A/1?>", "ÿÿÿ>>>???", StringComparison.Ordinal) + " "));
        Assume.That(base64, Does.Contain(character));

        var escaped = base64.Replace(character, escape, StringComparison.Ordinal);

        var row = ReadResult.From($"{{{Attributes},\"data_base64\":\"{escaped}\"}}").Row;

        Assert.That((string?)row["Extra"]!["gate"], Is.EqualTo("ÿÿÿ>>>???"));
    }

    [TestCase("\"%%%\"", EventRule.Format, "must be base64 (RFC 4648 §4, with padding)")]
    [TestCase("\"e30\"", EventRule.Format, "must be base64 (RFC 4648 §4, with padding)")]
    [TestCase("\"\"", EventRule.Required, "must not be empty")]
    [TestCase("17", EventRule.Type, "must be the flight event, a JSON object, as a string in base64")]
    [TestCase("\"T2JqAQ==\"", EventRule.Malformed,
        "must be one JSON object: not JSON: the message begins like an Avro file; send JSON, plain or as gzip")]
    [TestCase("\"e30se30=\"", EventRule.Malformed, "must be one JSON object: not JSON at byte 2 of the event: unexpected ,")]
    public void Invalid_data_base64_is_a_single_error(string value, EventRule rule, string detail)
    {
        var error = ReadResult.From($"{{{Attributes},\"data_base64\":{value}}}").Error;

        Assert.That((error.Field, error.Rule, error.Detail), Is.EqualTo(("data_base64", rule, detail)));
    }

    [Test]
    public void data_base64_excludes_data() => Assert.That(
        ReadResult.From($"{{{Attributes},\"data\":{Data},\"data_base64\":\"{Base64}\"}}").Error,
        Is.EqualTo(new ValidationError("data_base64", EventRule.Duplicate, "data and data_base64 are mutually exclusive")));

    [TestCase(FlightEventReader.MaxEventBytes, null)]
    [TestCase(FlightEventReader.MaxEventBytes + 1, "has 1000001 bytes; the maximum per event is 1000000")]
    public void Data_outside_the_envelope_has_the_maximum_size_of_an_event(int length, string? detail)
    {
        var error = CloudEventData.Check("data", Encoding.ASCII.GetBytes(new string('7', length)));

        Assert.That(error, Is.EqualTo(detail is null ? null : new ValidationError("data", EventRule.Size, detail)));
    }

    [Test]
    public void An_attribute_in_the_properties_of_a_message_keeps_its_type()
    {
        var noon = new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);
        Dictionary<string, object?> attributes = new()
        {
            ["flag"] = true,
            ["byte"] = (byte)255,
            ["short"] = (short)-7,
            ["int"] = 7,
            ["long"] = 5_000_000_000,
            ["real"] = 1.5,
            ["time"] = noon,
            ["local"] = new DateTimeOffset(noon).ToOffset(TimeSpan.FromHours(-3)),
            ["text"] = "a",
            ["none"] = null,
        };

        var (envelope, error) = BinaryCloudEvent.Wrap(attributes, "\uFEFF{}"u8);

        Assert.That(error, Is.Null);
        Assert.That(Encoding.UTF8.GetString(envelope.Span), Is.EqualTo(
            "{\"flag\":true,\"byte\":255,\"short\":-7,\"int\":7,\"long\":5000000000,\"real\":\"1.5\","
            + "\"time\":\"2024-05-01T12:00:00Z\",\"local\":\"2024-05-01T09:00:00-03:00\",\"text\":\"a\",\"data\":{}}"));
    }

    [Test]
    public void An_error_within_data_base64_is_reported_for_the_decoded_property()
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Data.Replace("SCL", "Santiago", StringComparison.Ordinal)));

        Assert.That(ReadResult.From($"{{{Attributes},\"data_base64\":\"{base64}\"}}").Error.Field, Is.EqualTo("origin"));
    }

    [Test]
    public void data_base64_outside_an_envelope_is_an_ordinary_property() => Assert.That(
        (string?)ReadResult.From(SampleEvents.With("data_base64", "\"e30=\"")).Row["Extra"]!["data_base64"], Is.EqualTo("e30="));
}
