using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests events in the Event Grid event schema, as an event subscription delivers them to an event hub.</summary>
public class EventGridTests
{
    private const string Data =
        "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\",\"gate\":\"7\"}";

    private const string Before =
        "\"id\":\"g-1\",\"topic\":\"/topics/flights\",\"subject\":\"LA805\",\"eventType\":\"com.example.FlightDelayed.v1\"";

    private const string After = "\"eventTime\":\"2024-05-01T09:00:00Z\",\"dataVersion\":\"1\",\"metadataVersion\":\"1\"";

    [TestCase("{" + Before + ",\"data\":" + Data + "," + After + "}")]
    [TestCase("{\"data\":" + Data + "," + Before + "," + After + "}")]
    [TestCase("[{" + Before + "," + After + ",\"data\":" + Data + "}]")]
    public void The_envelope_provides_values_that_the_data_omits(string message)
    {
        var row = ReadResult.From(message).Row;

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["EventId"], Is.EqualTo("g-1"));
            Assert.That((string?)row["EventType"], Is.EqualTo("FlightDelayed"));
            Assert.That((string?)row["OccurredAt"], Is.EqualTo("2024-05-01T09:00:00.0000000Z"));
            Assert.That((string?)row["Source"], Is.EqualTo("/topics/flights"));
            Assert.That((string?)row["Origin"], Is.EqualTo("SCL"));
            Assert.That(row["Extra"]!.ToJsonString(), Is.EqualTo("{\"gate\":\"7\"}"));
            Assert.That(row["Envelope"]!.ToJsonString(),
                Is.EqualTo("{\"subject\":\"LA805\",\"dataVersion\":\"1\",\"metadataVersion\":\"1\"}"));
        });
    }

    [Test]
    public void The_data_takes_precedence_except_for_the_id_and_the_envelope_is_stored()
    {
        var data = Data[..^1] + ",\"eventId\":\"e-1\",\"eventType\":\"FlightBoarding\",\"occurredAt\":\"2024-05-01T08:00:00Z\"}";

        var row = ReadResult.From("{" + Before + "," + After + ",\"data\":" + data + "}").Row;

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["EventId"], Is.EqualTo("g-1"));
            Assert.That((string?)row["EventType"], Is.EqualTo("FlightBoarding"));
            Assert.That((string?)row["Envelope"]!["data"]!["eventId"], Is.EqualTo("e-1"));
            Assert.That((string?)row["Envelope"]!["eventTime"], Is.EqualTo("2024-05-01T09:00:00Z"));
        });
    }

    [TestCase("2024-05-01T09:00:00Z", "yesterday", "eventTime", EventRule.Format)]
    [TestCase("com.example.FlightDelayed.v1", "FlightLost", "eventType", EventRule.Unknown)]
    public void An_attribute_error_is_reported_under_the_attribute_name(string attribute, string written, string field, EventRule rule)
    {
        var error = ReadResult.From(("{" + Before + "," + After + ",\"data\":" + Data + "}")
            .Replace(attribute, written, StringComparison.Ordinal)).Error;

        Assert.That((error.Field, error.Rule), Is.EqualTo((field, rule)));
    }

    [Test]
    public void Without_an_envelope_Event_Grid_attributes_are_ordinary_properties()
    {
        var row = ReadResult.From(SampleEvents.Minimal[..^1] + ",\"eventTime\":\"x\",\"topic\":\"t\",\"data\":{\"a\":1}}").Row;

        Assert.That(row["Extra"]!.ToJsonString(), Is.EqualTo("{\"data\":{\"a\":1},\"eventTime\":\"x\",\"topic\":\"t\"}"));
    }
}
