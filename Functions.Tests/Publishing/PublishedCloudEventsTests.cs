using System.Text.Json.Nodes;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

/// <summary>Tests CloudEvents whose attributes are in the headers of POST /events (HTTP binding of CloudEvents).</summary>
public class PublishedCloudEventsTests : PublishTestBase
{
    [Test]
    public async Task The_attributes_of_a_binary_CloudEvent_are_read_from_headers()
    {
        var exchange = await PostAsync(
            "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}",
            headers:
            [
                ("ce-specversion", "1.0"), ("ce-id", "ce-1"), ("ce-source", "/airlines/la"), ("ce-type", "FlightDelayed"),
                ("ce-time", "2024-05-01T09:00:00Z"), ("ce-subject", "S%C3%A3o%20Paulo"),
            ]);

        var published = JsonNode.Parse(Hub.Bodies.Single())!;
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That((string?)exchange.Json["value"]![0]!["eventId"], Is.EqualTo("ce-1"));
            Assert.That((string?)published["subject"], Is.EqualTo("São Paulo"));
            Assert.That((string?)published["data"]!["origin"], Is.EqualTo("SCL"));
        });
    }

    [TestCase("application/json", "ce-type", "ce-specversion", "Required")]
    [TestCase("application/json", "ce-subject", "ce-specversion", "Required")]
    [TestCase(null, "CE-ID", "ce-specversion", "Required")]
    [TestCase("text/csv", "ce-specversion", "ce-specversion", "Conflict")]
    [TestCase("text/csv", "ce-type", "ce-specversion", "Conflict")]
    public async Task CloudEvents_headers_that_cannot_be_applied_are_an_error(
        string? contentType, string header, string target, string rule)
    {
        var exchange = await PostAsync(SampleEvents.Departed, contentType, (header, "1.0"));

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((400, "InvalidEvents")));
            var error = exchange.Json["errors"]!.AsArray().Single()!;
            Assert.That(((string?)error["target"], (string?)error["rule"]), Is.EqualTo((target, rule)));
            Assert.That(Hub.Sends, Is.Empty);
        });
    }

    /// <summary>The content type determines the content mode (HTTP binding of CloudEvents, section 3).</summary>
    [Test]
    public async Task A_structured_CloudEvent_requires_no_headers()
    {
        var exchange = await PostAsync(
            "{\"specversion\":\"1.0\",\"id\":\"c\",\"source\":\"/s\",\"type\":\"FlightDelayed\",\"time\":\"2024-05-01T09:00:00Z\",\"data\":"
            + "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}}",
            "application/cloudevents+json; charset=utf-8",
            ("ce-type", "FlightDelayed"));

        Assert.That(exchange.Status, Is.EqualTo(202));
    }
}
