using System.Diagnostics;
using LocalFunctions.Host.Protocol;
using Microsoft.AspNetCore.Http;

namespace LocalFunctions.Host.Invocations;

/// <summary>Creates the W3C trace context of an invocation: a span of the host, which is the parent of the worker's span.</summary>
internal static class TraceParent
{
    /// <summary>
    /// Creates a new trace that is marked as sampled, because workers with OpenTelemetry drop the spans and logs of unsampled traces.
    /// </summary>
    public static RpcTraceContext New() => Context(ActivityTraceId.CreateRandom(), ActivityTraceFlags.Recorded, "");

    /// <summary>
    /// Continues the trace in the request's <c>traceparent</c> header, including its sampling decision. If the header is missing or
    /// invalid, creates a new trace.
    /// </summary>
    public static RpcTraceContext From(IHeaderDictionary headers) =>
        ActivityContext.TryParse(headers.TraceParent, headers.TraceState, out var parent)
            ? Context(parent.TraceId, parent.TraceFlags, parent.TraceState ?? "")
            : New();

    private static RpcTraceContext Context(ActivityTraceId trace, ActivityTraceFlags flags, string state) => new()
    {
        TraceParent = $"00-{trace}-{ActivitySpanId.CreateRandom()}-0{(flags.HasFlag(ActivityTraceFlags.Recorded) ? 1 : 0)}",
        TraceState = state,
    };
}
