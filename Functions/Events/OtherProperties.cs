namespace LatamFunctions.Events;

/// <summary>Properties without a column, as raw JSON: <c>"name":value</c>, each followed by a comma.</summary>
/// <param name="ofEvent">The properties of the event, for the column Extra.</param>
/// <param name="ofEnvelope">The attributes of the envelope, for the column Envelope. These attributes do not describe the flight.</param>
internal readonly ref struct OtherProperties(ReadOnlySpan<byte> ofEvent, ReadOnlySpan<byte> ofEnvelope = default)
{
    public ReadOnlySpan<byte> Event { get; } = ofEvent;

    public ReadOnlySpan<byte> Envelope { get; } = ofEnvelope;
}
