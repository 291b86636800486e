using System.Diagnostics;
using Azure.Messaging.EventHubs;
using LatamFunctions.Telemetry;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Telemetry;

/// <summary>Tests the trace context of events, from the publisher to the batch that contains them.</summary>
public class EventSpansTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string TraceParent = $"00-{Trace}-b7ad6b7169203331-01";
    private const string OtherTraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private CapturedSpans _spans = null!;

    [SetUp]
    public void Listen() => _spans = new CapturedSpans();

    [TearDown]
    public void Stop() => _spans.Dispose();

    [Test]
    public void A_sent_message_has_the_trace_context_of_the_send()
    {
        var message = Message(OtherTraceParent, "vendor=old");

        using var send = EventSpans.StartSend(1);
        send.Inject(message.Properties);

        Assert.That(message.Properties, Is.EqualTo(new Dictionary<string, object> { ["traceparent"] = send!.Id! }));
    }

    [Test]
    public void A_batch_with_one_context_continues_the_trace_and_links_to_the_invocation()
    {
        using var invocation = new Activity("invocation").Start();
        EventSpans.StartProcess([Message(TraceParent, "vendor=1"), Message(TraceParent, "vendor=1")])!.Dispose();

        var span = _spans.Single("process flight-events");
        Assert.Multiple(() =>
        {
            Assert.That(span.ParentId, Is.EqualTo(TraceParent));
            Assert.That(span.TraceStateString, Is.EqualTo("vendor=1"));
            Assert.That(span.Kind, Is.EqualTo(ActivityKind.Consumer));
            Assert.That(span.Links.Single().Context, Is.EqualTo(invocation.Context));
            Assert.That(span.GetTagItem("messaging.batch.message_count"), Is.EqualTo(2));
        });
    }

    [Test]
    public void A_batch_with_several_contexts_belongs_to_the_invocation_and_links_to_each_context_once()
    {
        using var invocation = new Activity("invocation").Start();
        EventSpans.StartProcess([Message(TraceParent), Message(OtherTraceParent), Message(TraceParent)])!.Dispose();

        var span = _spans.Single("process flight-events");
        Assert.Multiple(() =>
        {
            Assert.That(span.ParentId, Is.EqualTo(invocation.Id));
            Assert.That(
                span.Links.Select(link => link.Context.TraceId.ToString()), Is.EqualTo([Trace, "4bf92f3577b34da6a3ce929d0e0e4736"]));
        });
    }

    [Test]
    public void A_batch_with_a_message_without_a_valid_context_continues_no_trace()
    {
        using var invocation = new Activity("invocation").Start();
        EventSpans.StartProcess([Message(TraceParent), Message("00-nonsense"), Message(7), new EventData("{}")])!.Dispose();

        var span = _spans.Single("process flight-events");
        Assert.Multiple(() =>
        {
            Assert.That(span.ParentId, Is.EqualTo(invocation.Id));
            Assert.That(span.Links.Single().Context.TraceId.ToString(), Is.EqualTo(Trace));
        });
    }

    [Test]
    public void A_batch_with_many_contexts_has_at_most_128_links()
    {
        var messages = Enumerable.Range(1, 500).Select(i => Message($"00-{i:x32}-b7ad6b7169203331-01")).ToList();

        EventSpans.StartProcess(messages)!.Dispose();

        Assert.That(_spans.Single("process flight-events").Links.Count(), Is.EqualTo(128));
    }

    /// <summary>
    /// The trace state is sent as a header to Azure Data Explorer, so an invalid state would make requests fail and block the partition.
    /// </summary>
    [TestCase("vendor=1\r\nHost: other")]
    [TestCase("vendor=\u00e9")]
    [TestCase(null, TestName = "A_trace_state_that_is_not_a_valid_header_is_omitted_(513_characters)")]
    public void A_trace_state_that_is_not_a_valid_header_is_omitted(string? state)
    {
        using (var span = EventSpans.StartProcess([Message(TraceParent, state ?? new string('a', 513))]))
            Assert.That((span!.ParentId, span.TraceStateString), Is.EqualTo((TraceParent, (string?)null)));

        using var send = EventSpans.StartSend(1);
        send!.TraceStateString = state ?? new string('a', 513);
        var message = new EventData("{}");
        send.Inject(message.Properties);

        Assert.That(message.Properties.Keys, Is.EqualTo(["traceparent"]));
    }

    [Test]
    public void A_trace_context_in_the_property_of_an_SDK_is_recognized()
    {
        EventSpans.StartProcess([new EventData("{}") { Properties = { ["Diagnostic-Id"] = TraceParent } }])!.Dispose();

        Assert.That(_spans.Single("process flight-events").ParentId, Is.EqualTo(TraceParent));
    }

    /// <summary>
    /// The limits correspond to 3 MB/s at 10,000 events/s, or to one hundredth of that rate if each batch has a single context.
    /// </summary>
    [TestCase(1, 3)]
    [TestCase(500, 300)]
    public void A_batch_that_is_not_sampled_allocates_few_bytes_for_each_message(int contexts, int maxBytes)
    {
        _spans.Dispose();
        using var unsampled = new CapturedSpans(ActivitySamplingResult.None);
        var messages = Enumerable.Range(0, 500).Select(i => Message($"00-{(i % contexts) + 1:x32}-b7ad6b7169203331-01")).ToArray();
        EventSpans.StartProcess(messages);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var span = EventSpans.StartProcess(messages);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(span, Is.Null);
        Assert.That(allocated / messages.Length, Is.LessThanOrEqualTo(maxBytes));
    }

    [Test]
    public void Without_a_listener_there_are_no_spans_and_messages_are_unchanged()
    {
        _spans.Dispose();
        var message = new EventData("{}");

        EventSpans.StartSend(1).Inject(message.Properties);

        Assert.That((message.Properties.Count, EventSpans.StartProcess([message])), Is.EqualTo((0, (Activity?)null)));
    }

    private static EventData Message(object traceParent, string? traceState = null)
    {
        var message = new EventData("{}") { Properties = { ["traceparent"] = traceParent } };
        if (traceState is not null)
            message.Properties["tracestate"] = traceState;
        return message;
    }
}
