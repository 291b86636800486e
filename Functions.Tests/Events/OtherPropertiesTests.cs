using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Properties whose names have a meaning in an envelope are ordinary ones in an event without an envelope.</summary>
public class OtherPropertiesTests
{
    [TestCase("id")]
    [TestCase("type")]
    [TestCase("time")]
    [TestCase("data")]
    [TestCase("eventTime")]
    [TestCase("topic")]
    [TestCase("data_base64")]
    [TestCase("schemaVersion")]
    public void An_envelope_property_is_stored_for_a_bare_event(string name) => Assert.That(
        ReadResult.From(SampleEvents.With(name, "\"1.0\"")).Row["Extra"]!.ToJsonString(), Is.EqualTo($"{{\"{name}\":\"1.0\"}}"));

    /// <summary>The attributes topic and eventTime do not exist in CloudEvents, nor does time in Event Grid events.</summary>
    [TestCase("eventTime")]
    [TestCase("topic")]
    public void A_property_of_another_envelope_format_is_stored(string name)
    {
        var row = ReadResult.From(
            "{\"specversion\":\"1.0\",\"id\":\"e-2\",\"source\":\"/airlines/LA\",\"type\":\"FlightScheduled\","
            + $"\"time\":\"2024-05-01T08:00:00Z\",\"{name}\":\"x\",\"data\":{SampleEvents.With("eventId", null)}}}").Row;

        Assert.That((string?)row["Envelope"]![name], Is.EqualTo("x"));
    }
}
