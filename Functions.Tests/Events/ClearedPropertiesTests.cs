using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests properties that an event clears, and corrections without other properties.</summary>
public class ClearedPropertiesTests
{
    [Test]
    public void Cleared_properties_are_stored_as_column_names() =>
        Assert.That(
            (string?)ReadResult.From(SampleEvents.With("clearedProperties", "[\"aircraft\",\"delayMinutes\",\"extra\"]")).Row["Cleared"],
            Is.EqualTo("DelayMinutes Aircraft Extra"));

    [Test]
    public void Every_clearable_property_is_a_column_with_the_same_name()
    {
        foreach (var name in ClearedProperties.KnownNames)
        {
            Assert.That(
                (string?)ReadResult.From(SampleEvents.With("clearedProperties", $"[\"{name}\"]")).Row["Cleared"],
                Is.EqualTo($"{char.ToUpperInvariant(name[0])}{name[1..]}"));
        }
    }

    [TestCase("null")]
    [TestCase("[]")]
    public void An_empty_list_of_cleared_properties_is_not_stored(string value) =>
        Assert.That(ReadResult.From(SampleEvents.With("clearedProperties", value)).Row.ContainsKey("Cleared"), Is.False);

    [Test]
    public void A_null_property_clears_nothing() =>
        Assert.That(ReadResult.From(SampleEvents.With("delayMinutes", "null")).Row.ContainsKey("Cleared"), Is.False);

    [TestCase("[\"origin\"]")]
    [TestCase("[\"flightId\"]")]
    [TestCase("[\"scheduledDeparture\"]")]
    [TestCase("[\"gate\"]")]
    public void Properties_that_identify_the_flight_cannot_be_cleared(string value)
    {
        var error = ReadResult.From(SampleEvents.With("clearedProperties", value)).Error;

        Assert.That((error.Field, error.Rule), Is.EqualTo(("clearedProperties", EventRule.Unknown)));
        Assert.That(error.Detail, Does.StartWith("can contain only ").And.Contain("delayMinutes"));
    }

    [TestCase("\"delayMinutes\"")]
    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("[[\"status\"]]")]
    public void Cleared_properties_are_an_array_of_names(string value) =>
        Assert.That(
            ReadResult.From(SampleEvents.With("clearedProperties", value)).Error.Detail, Is.EqualTo("must be an array of property names"));

    [TestCase("delayMinutes", "5")]
    [TestCase("gate", "\"B7\"")]
    public void An_event_cannot_both_set_and_clear_a_property(string property, string value)
    {
        var name = property == "gate" ? "extra" : property;
        var message = SampleEvents.With(property, value)[..^1] + $",\"clearedProperties\":[\"{name}\"]}}";

        Assert.That(
            ReadResult.From(message).Error,
            Is.EqualTo(new ValidationError(
                "clearedProperties", EventRule.Duplicate, "must not name a property that the event contains", $"[\"{name}\"]")));
    }

    [Test]
    public void A_property_with_an_empty_string_can_be_cleared() => Assert.That(
        (string?)ReadResult.From(SampleEvents.With("aircraft", "\"\"")[..^1] + ",\"clearedProperties\":[\"aircraft\"]}").Row["Cleared"],
        Is.EqualTo("Aircraft"));

    [Test]
    public void A_correction_by_flightId_requires_neither_route_nor_schedule()
    {
        var row = ReadResult.From(
            """
            {"eventId":"c","eventType":"FlightCorrected","occurredAt":"2024-05-01T08:00:00Z","flightId":"LA805-20240501-SCL","gate":"B7"}
            """).Row;

        Assert.That(
            row.Select(property => property.Key),
            Is.EquivalentTo(["EventId", "FlightId", "EventType", "OccurredAt", "Extra", "PartitionId", "SequenceNumber", "EnqueuedAt",
                "IngestedAt", "Version"]));
    }

    [TestCase("""{"eventId":"c","eventType":"FlightCorrected","occurredAt":"2024-05-01T08:00:00Z","gate":"B7"}""")]
    [TestCase("""{"eventId":"c","eventType":"FlightDelayed","occurredAt":"2024-05-01T08:00:00Z","flightId":"F","gate":"B7"}""")]
    public void Every_other_event_requires_route_and_schedule(string message) =>
        Assert.That(
            ReadResult.From(message).Errors.Select(error => (error.Field, error.Rule)),
            Is.EqualTo(new[]
            {
                ("origin", EventRule.Required), ("destination", EventRule.Required), ("scheduledDeparture", EventRule.Required),
            }));
}
