namespace LocalStack.Board;

/// <summary>The document that the page receives each second.</summary>
/// <param name="Next">The value of <c>after</c> for the next request.</param>
/// <param name="Now">The current time of the stack's clock.</param>
/// <param name="StartedAt">The time from which the objectives are measured.</param>
/// <param name="TelemetryAgeSeconds">The age of the worker's last metric export, or <c>null</c> before the first export.</param>
/// <param name="Totals">The event totals of all workers since the stack started.</param>
/// <param name="Functions">The HTTP functions that were called in the last minute.</param>
/// <param name="Objectives">The service-level objectives.</param>
/// <param name="Points">The requested data points, oldest first.</param>
internal sealed record BoardState(
    long Next,
    DateTimeOffset Now,
    DateTimeOffset StartedAt,
    double? TelemetryAgeSeconds,
    EventTotals Totals,
    IReadOnlyList<FunctionState> Functions,
    IReadOnlyList<ObjectiveState> Objectives,
    IReadOnlyList<BoardPoint> Points);

/// <summary>The number of events by outcome.</summary>
internal sealed record EventTotals(double Received, double Stored, double Duplicate, double DeadLettered, double Retried);
