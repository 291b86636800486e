namespace LatamFunctions.Events;

/// <summary>Properties without a column, as they were written: <c>"name":value</c>, each followed by a comma.</summary>
/// <param name="ofEvent">The properties of the event: the column Extra.</param>
/// <param name="ofEnvelope">The attributes of the envelope: the column Envelope. They do not describe the flight.</param>
internal readonly ref struct OtherProperties(ReadOnlySpan<byte> ofEvent, ReadOnlySpan<byte> ofEnvelope = default)
{
    public ReadOnlySpan<byte> Event { get; } = ofEvent;

    public ReadOnlySpan<byte> Envelope { get; } = ofEnvelope;
}
