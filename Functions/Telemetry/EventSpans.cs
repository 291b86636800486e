using System.Diagnostics;
using Azure.Messaging.EventHubs;
using LatamFunctions.Events;

namespace LatamFunctions.Telemetry;

/// <summary>
/// The spans for sending and processing events. Attributes follow the OpenTelemetry semantic conventions for messaging. The trace context
/// is in the application properties <c>traceparent</c> and <c>tracestate</c> (W3C Trace Context), which the Azure SDKs and other publishers
/// also use.
/// </summary>
internal static class EventSpans
{
    /// <summary>The name of the activity source, to which tracers subscribe.</summary>
    public const string SourceName = "LatamFunctions.Events";

    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    /// <summary>
    /// The property of the Azure SDKs with the same value as <c>traceparent</c>. Older SDK versions write only this property.
    /// </summary>
    private const string DiagnosticId = "Diagnostic-Id";

    /// <summary>The maximum number of links per span, which is the default limit in OpenTelemetry.</summary>
    private const int MaxLinks = 128;

    /// <summary>The maximum length of a propagated trace state, which is the minimum that W3C Trace Context §3.3.1.5 requires.</summary>
    private const int MaxTraceStateLength = 512;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the span for a send operation.</summary>
    /// <returns>The span; <c>null</c> if the source has no listener.</returns>
    public static Activity? StartSend(int messages) =>
        Source.StartActivity($"send {EventHubNames.Hub}", ActivityKind.Producer).Describe("send", messages);

    /// <summary>Writes the span's context to the properties of a message, and replaces an earlier context.</summary>
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
    /// Starts the span for the processing of a batch. If all messages have the same context, the span continues their trace and links to
    /// the invocation. Otherwise, the span belongs to the invocation and links to the contexts of the messages.
    /// </summary>
    /// <returns>The span; <c>null</c> if the source has no listener.</returns>
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

    /// <param name="messages">The messages of a batch. A context that consecutive messages share is parsed only once.</param>
    /// <param name="haveAll">Whether each message has a valid context.</param>
    /// <returns>The distinct contexts, at most <see cref="MaxLinks"/>.</returns>
    private static HashSet<ActivityContext> ContextsOf(IReadOnlyCollection<EventData> messages, out bool haveAll)
    {
        haveAll = true;
        var contexts = new HashSet<ActivityContext>();
        (string? Parent, string? State) previous = default;
        foreach (var message in messages)
        {
            var current = ContextIn(message.Properties);
            if (current.Parent is not null && current == previous)
                continue;
            previous = current;
            if (!ActivityContext.TryParse(current.Parent, ValidTraceState(current.State), isRemote: true, out var context))
                haveAll = false;
            else if (contexts.Add(context) && contexts.Count == MaxLinks)
                break;
        }

        return contexts;
    }

    private static (string? Parent, string? State) ContextIn(IDictionary<string, object> properties)
    {
        if (!properties.TryGetValue(TraceParent, out var parent) && !properties.TryGetValue(DiagnosticId, out parent))
            return default;
        properties.TryGetValue(TraceState, out var state);
        return (parent as string, state as string);
    }

    /// <summary>
    /// Returns the trace state, or <c>null</c> if the state is too long or not valid in a header. The state is sent to Azure Data Explorer
    /// as a header, and a request with an invalid header would be retried indefinitely.
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
