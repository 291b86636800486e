using System.Diagnostics;
using Azure.Messaging.EventHubs;
using LatamFunctions.Events;

namespace LatamFunctions.Telemetry;

/// <summary>
/// The spans of events on their way through the event hub, with the attributes of OpenTelemetry's semantic conventions for messaging. The
/// trace context is in the application properties <c>traceparent</c> and <c>tracestate</c> (W3C Trace Context), where the Azure SDKs and
/// other publishers write it, too.
/// </summary>
internal static class EventSpans
{
    /// <summary>The name to which a tracer subscribes.</summary>
    public const string SourceName = "LatamFunctions.Events";

    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    /// <summary>The property of Azure's SDKs for the same value, with W3C identifiers. Older versions write only this one.</summary>
    private const string DiagnosticId = "Diagnostic-Id";

    /// <summary>OpenTelemetry's default limit for the links of a span.</summary>
    private const int MaxLinks = 128;

    /// <summary>The length that W3C Trace Context §3.3.1.5 requires everyone to propagate.</summary>
    private const int MaxTraceStateLength = 512;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The span of a send to the hub.</summary>
    /// <returns>Null while nothing listens.</returns>
    public static Activity? StartSend(int messages) =>
        Source.StartActivity($"send {EventHubNames.Hub}", ActivityKind.Producer).Describe("send", messages);

    /// <summary>Writes the span's context into the properties of a message, instead of an earlier one.</summary>
    public static void Inject(this Activity? span, IDictionary<string, object> properties)
    {
        if (span is null)
            return;
        properties[TraceParent] = span.Id!;
        if (ValidTraceState(span.TraceStateString) is { Length: > 0 } state)
            properties[TraceState] = state;
        else
            properties.Remove(TraceState);
    }

    /// <summary>
    /// The span of a batch's processing. It continues the trace of its messages if all of them have the same context, and links to the
    /// invocation; otherwise it belongs to the invocation, and links to the contexts that its messages have.
    /// </summary>
    /// <returns>Null while nothing listens.</returns>
    public static Activity? StartProcess(IReadOnlyCollection<EventData> messages)
    {
        if (!Source.HasListeners())
            return null;

        var contexts = ContextsOf(messages, out var haveAll);
        var invocation = Activity.Current?.Context ?? default;
        var isOneTrace = haveAll && contexts.Count == 1;
        var parent = isOneTrace ? contexts.Single() : invocation;
        IEnumerable<ActivityContext> linked = isOneTrace ? [invocation] : contexts;
        return Source
            .StartActivity(
                $"process {EventHubNames.Hub}",
                ActivityKind.Consumer,
                parent,
                links: linked.Where(context => context != default).Select(context => new ActivityLink(context)))
            .Describe("process", messages.Count);
    }

    /// <param name="messages">The messages of a batch. Neighbors often have one context, which is then parsed once.</param>
    /// <param name="haveAll">Whether each message has a valid context.</param>
    /// <returns>The different contexts, at most <see cref="MaxLinks"/>.</returns>
    private static HashSet<ActivityContext> ContextsOf(IReadOnlyCollection<EventData> messages, out bool haveAll)
    {
        haveAll = true;
        var contexts = new HashSet<ActivityContext>();
        (string? Parent, string? State) previous = default;
        foreach (var message in messages)
        {
            var stated = StatedIn(message.Properties);
            if (stated.Parent is not null && stated == previous)
                continue;
            previous = stated;
            if (!ActivityContext.TryParse(stated.Parent, ValidTraceState(stated.State), isRemote: true, out var context))
                haveAll = false;
            else if (contexts.Add(context) && contexts.Count == MaxLinks)
                break;
        }

        return contexts;
    }

    private static (string? Parent, string? State) StatedIn(IDictionary<string, object> properties)
    {
        if (!properties.TryGetValue(TraceParent, out var parent) && !properties.TryGetValue(DiagnosticId, out parent))
            return default;
        properties.TryGetValue(TraceState, out var state);
        return (parent as string, state as string);
    }

    /// <summary>
    /// Null for text that no header can have, or that is too long: the state is sent to Azure Data Explorer as a header, and a request that
    /// cannot be sent would be retried indefinitely.
    /// </summary>
    private static string? ValidTraceState(string? state) =>
        state is { Length: <= MaxTraceStateLength } && !state.AsSpan().ContainsAnyExceptInRange(' ', '~') ? state : null;

    private static Activity? Describe(this Activity? span, string operation, int messages) => span is not { IsAllDataRequested: true }
        ? span
        : span
            .SetTag("messaging.system", "eventhubs")
            .SetTag("messaging.destination.name", EventHubNames.Hub)
            .SetTag("messaging.operation.name", operation)
            .SetTag("messaging.operation.type", operation)
            .SetTag("messaging.batch.message_count", messages);
}
