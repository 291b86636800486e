namespace LatamFunctions.Events;

/// <summary>A row for Azure Data Explorer, as a slice of the batch's bytes, and the position of the row's event.</summary>
/// <param name="Identity">The hash in the event's <see cref="EventIdentity"/>.</param>
internal readonly record struct FlightEventRow(
    int Start, int Length, int MessageIndex, int EventIndex, ulong Identity, bool HasAssignedId, ReadOnlyMemory<byte> Body);
