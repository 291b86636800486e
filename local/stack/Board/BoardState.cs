namespace LocalStack.Board;

/// <summary>The document that the page receives each second.</summary>
/// <param name="Next">The value of <c>after</c> in the next request.</param>
/// <param name="Now">The stack's clock.</param>
/// <param name="StartedAt">Since when the objectives count.</param>
/// <param name="TelemetryAgeSeconds">The age of the worker's last export; null before the first.</param>
/// <param name="Totals">The totals since the stack's start, across all workers.</param>
/// <param name="Functions">The HTTP functions of the last minute.</param>
/// <param name="Objectives">The service-level objectives.</param>
/// <param name="Points">The requested seconds, oldest first.</param>
internal sealed record BoardState(
    long Next,
    DateTimeOffset Now,
    DateTimeOffset StartedAt,
    double? TelemetryAgeSeconds,
    EventTotals Totals,
    IReadOnlyList<FunctionState> Functions,
    IReadOnlyList<ObjectiveState> Objectives,
    IReadOnlyList<BoardPoint> Points);

/// <summary>Events by what became of them.</summary>
internal sealed record EventTotals(double Received, double Stored, double Duplicate, double DeadLettered, double Retried);
