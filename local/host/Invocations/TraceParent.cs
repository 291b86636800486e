using System.Diagnostics;
using LocalFunctions.Host.Protocol;
using Microsoft.AspNetCore.Http;

namespace LocalFunctions.Host.Invocations;

/// <summary>The trace context of an invocation (W3C Trace Context): the host's own span, as the parent of the worker's.</summary>
internal static class TraceParent
{
    /// <summary>
    /// A new trace. It is marked as sampled, since this host drops no telemetry: workers with OpenTelemetry drop spans and logs of
    /// traces that are not sampled.
    /// </summary>
    public static RpcTraceContext New() => Context(ActivityTraceId.CreateRandom(), ActivityTraceFlags.Recorded, "");

    /// <summary>The trace of the request's <c>traceparent</c>, with its sampling decision; a new trace without one.</summary>
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
