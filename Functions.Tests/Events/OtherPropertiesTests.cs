using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests that properties with the names of envelope attributes are ordinary properties in an event without an envelope.</summary>
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
    public void An_envelope_property_is_stored_for_an_event_without_an_envelope(string name) => Assert.That(
        ReadResult.From(SampleEvents.With(name, "\"1.0\"")).Row["Extra"]!.ToJsonString(), Is.EqualTo($"{{\"{name}\":\"1.0\"}}"));

    [Test]
    public void Too_many_properties_without_a_column_are_counted()
    {
        var properties = string.Concat(Enumerable.Range(0, FlightEventReader.MaxProperties + 2).Select(i => $",\"p{i}\":{i}"));

        Assert.That(
            ReadResult.From(SampleEvents.Minimal[..^1] + properties + "}").Error,
            Is.EqualTo(new ValidationError(
                "$", EventRule.Properties, "the event has 258 properties without a column; the maximum is 256")));
    }

    /// <summary>
    /// One reader reads all messages in a batch. The property names in a truncated event must not affect the next message.
    /// </summary>
    [Test]
    public void The_properties_of_an_unfinished_event_do_not_count_for_the_next_event()
    {
        var properties = string.Concat(Enumerable.Range(0, FlightEventReader.MaxProperties).Select(i => $",\"p{i}\":{i}"));
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        reader.Read(SampleEvents.Bytes(SampleEvents.Minimal[..^1] + properties), 0, in ReadResult.Position, SampleEvents.Now, batch);
        Assert.That(batch.Rejected.Single().Errors.Single().Rule, Is.EqualTo(EventRule.Malformed));
        batch.Clear();

        reader.Read(SampleEvents.Bytes(SampleEvents.With("note", "1")), 0, in ReadResult.Position, SampleEvents.Now, batch);

        Assert.That(batch.Rejected, Is.Empty);
        Assert.That(batch.Rows.Length, Is.EqualTo(1));
    }

    /// <summary>
    /// The attributes topic and eventTime do not exist in CloudEvents, and the attribute time does not exist in Event Grid events.
    /// </summary>
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
