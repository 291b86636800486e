using LatamFunctions.Events;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

/// <summary>Tests that a message has the ids that ingestion assigns to the event's row.</summary>
public class FlightEventMessagesTests
{
    [TestCase(SampleEvents.Departed, TestName = "A derived flight id")]
    [TestCase(SampleEvents.Minimal, TestName = "A flight id derived from route and time")]
    [TestCase(
        """
        {"eventId":"a\u0062\"c","source":"/s\u00e9","flightId":"F-1","eventType":"FlightCancelled","occurredAt":"2024-05-01T08:00:00Z"}
        """,
        TestName = "Escaped ids")]
    [TestCase(
        """
        {"specversion":"1.0","id":"c","source":"/s","type":"FlightDelayed","time":"2024-05-01T09:00:00Z",
         "data":{"origin":"SCEL","destination":"LIM","scheduledDeparture":"2024-05-01T10:20:00Z"}}
        """,
        TestName = "A CloudEvent")]
    [TestCase(
        """
        {"eventType":"FlightCancelled","occurredAt":"2024-05-01T09:00:00Z","flightId":"F"}
        {"eventType":"FlightDelayed","occurredAt":"2024-05-01T09:00:00Z","flightId":"F","origin":"SCL","destination":"LIM"}
        """,
        TestName = "An assigned id, and an invalid event",
        Description = "The second event has no scheduled departure.")]
    public void A_message_has_the_ids_of_the_row(string json)
    {
        using var reader = new FlightEventReader();
        var messages = new FlightEventMessages();
        var count = reader.Read(SampleEvents.Bytes(json), 0, in ReadResult.Position, SampleEvents.Now, messages);
        var rows = ReadResult.From(json);

        Assert.Multiple(() =>
        {
            Assert.That(count, Is.EqualTo(rows.Events));
            Assert.That(messages.Valid, Is.Not.Empty);
            Assert.That(
                messages.Rejected.Select(rejected => rejected.Errors), Is.EqualTo(rows.Rejected.Select(rejected => rejected.Errors)));
            Assert.That(
                messages.Valid.Select(message => (message.EventId, message.FlightId, message.Source)),
                Is.EqualTo(rows.Rows.Select(row => ((string?)row["EventId"], (string?)row["FlightId"], (string?)row["Source"] ?? ""))));
        });
    }

    [Test]
    public void An_event_without_an_id_is_published_with_its_assigned_id()
    {
        using var reader = new FlightEventReader();
        var messages = new FlightEventMessages();
        var position = new StreamPosition("", null, null, SampleEvents.Now) { EventIdPrefix = "p" };
        reader.Read(SampleEvents.Bytes(SampleEvents.With("eventId", null)), 0, in position, SampleEvents.Now, messages);

        var message = messages.Valid.Single();
        Assert.That(message.EventId, Is.EqualTo("p-0"));
        Assert.That((string?)ReadResult.From(message.Body.ToArray()).Row["EventId"], Is.EqualTo("p-0"));
    }

    [Test]
    public void Messages_of_a_rejected_request_are_removed()
    {
        using var reader = new FlightEventReader(new MessageLimits { MaxMessageEvents = 1 });
        var messages = new FlightEventMessages();

        var both = SampleEvents.Bytes($"[{SampleEvents.Minimal},{SampleEvents.Departed}]");
        reader.Read(both, 0, in ReadResult.Position, SampleEvents.Now, messages);

        Assert.That((messages.Count, messages.Rejected.Single().IsWholeMessage), Is.EqualTo((0, true)));
    }
}
