using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

/// <summary>Tests requests to POST /events with the Repeatability headers (OASIS Repeatable Requests).</summary>
public class RepeatedPublishTests : PublishTestBase
{
    [Test]
    public async Task A_repeated_request_publishes_events_with_the_same_ids()
    {
        var headers = HeadersOf("3F2504E0-4F89-11D3-9A0C-0305E82C3301");

        var first = await PostAsync($"[{SampleEvents.With("eventId", null)},{SampleEvents.With("eventId", null)}]", headers: headers);
        var second = await PostAsync($"[{SampleEvents.With("eventId", null)},{SampleEvents.With("eventId", null)}]", headers: headers);

        Assert.Multiple(() =>
        {
            Assert.That((string?)first.Json["value"]![1]!["eventId"], Is.EqualTo("3f2504e0-4f89-11d3-9a0c-0305e82c3301-1"));
            Assert.That(second.Text, Is.EqualTo(first.Text));
            Assert.That(second.Header("Repeatability-Result"), Is.EqualTo("accepted"));
        });
    }

    [Test]
    public async Task A_request_id_with_a_different_body_is_rejected()
    {
        var headers = HeadersOf("3f2504e0-4f89-11d3-9a0c-0305e82c3302");

        var first = await PostAsync(SampleEvents.With("eventId", null), headers: headers);
        var other = await PostAsync(SampleEvents.With("eventId", null).Replace("LIM", "GRU"), headers: headers);

        Assert.That((first.Status, other.Status, other.Header("x-ms-error-code")), Is.EqualTo((202, 409, "RepeatabilityIdReused")));
        Assert.That(Hub.Sends, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_rejected_request_can_be_corrected_with_the_same_id()
    {
        var headers = HeadersOf("3f2504e0-4f89-11d3-9a0c-0305e82c3303");

        var invalid = await PostAsync(SampleEvents.With("origin", null), headers: headers);
        var corrected = await PostAsync(SampleEvents.With("eventId", null), headers: headers);

        Assert.That((invalid.Status, corrected.Status), Is.EqualTo((400, 202)));
    }

    [TestCase("Repeatability-Request-ID", "42")]
    [TestCase("Repeatability-Request-ID", null)]
    [TestCase("Repeatability-First-Sent", "2024-05-01T10:20:30Z")]
    [TestCase("Repeatability-First-Sent", null)]
    public async Task Repeatability_headers_must_be_complete(string header, string? value)
    {
        var headers = HeadersOf("3f2504e0-4f89-11d3-9a0c-0305e82c3301")
            .Select(pair => pair.Item1 == header ? (header, value) : ((string, string?))pair)
            .Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.Item1, pair.Item2!));

        var exchange = await PostAsync(SampleEvents.Minimal, headers: [.. headers]);

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((400, "InvalidHeader")));
            Assert.That((string?)exchange.Json["errors"]![0]!["target"], Is.EqualTo(header));
            Assert.That(Hub.Sends, Is.Empty);
        });
    }

    private static (string Name, string Value)[] HeadersOf(string requestId) =>
        [("Repeatability-Request-ID", requestId), ("Repeatability-First-Sent", "Wed, 01 May 2024 10:20:30 GMT")];
}
