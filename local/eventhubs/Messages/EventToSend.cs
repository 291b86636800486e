namespace LocalEventHubs.Messages;

/// <param name="Body">The event's bytes, stored unchanged.</param>
/// <param name="ContentType">MIME type of the body.</param>
/// <param name="Properties">
/// Application properties. Values may be string, bool, int, long, double, decimal, Guid, DateTimeOffset or byte[].
/// </param>
public sealed record EventToSend(
    ReadOnlyMemory<byte> Body,
    string? ContentType = null,
    IReadOnlyDictionary<string, object>? Properties = null)
{
    public string? MessageId { get; init; }

    public string? CorrelationId { get; init; }
}
