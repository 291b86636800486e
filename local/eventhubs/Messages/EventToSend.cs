namespace LocalEventHubs.Messages;

/// <param name="Body">The event's bytes, which are stored unchanged.</param>
/// <param name="ContentType">The MIME type of the body.</param>
/// <param name="Properties">
/// The application properties. The supported types of values are string, bool, int, long, double, decimal, Guid, DateTimeOffset and byte[].
/// </param>
public sealed record EventToSend(
    ReadOnlyMemory<byte> Body,
    string? ContentType = null,
    IReadOnlyDictionary<string, object>? Properties = null)
{
    public string? MessageId { get; init; }

    public string? CorrelationId { get; init; }
}
