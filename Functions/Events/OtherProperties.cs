namespace LatamFunctions.Events;

/// <summary>Properties without a column, as they were written: <c>"name":value</c>, each with a comma behind it.</summary>
/// <param name="ofEvent">Those of the event: the column Extra.</param>
/// <param name="ofEnvelope">Those of the envelope: the column Envelope. They state nothing about the flight.</param>
internal readonly ref struct OtherProperties(ReadOnlySpan<byte> ofEvent, ReadOnlySpan<byte> ofEnvelope = default)
{
    public ReadOnlySpan<byte> Event { get; } = ofEvent;

    public ReadOnlySpan<byte> Envelope { get; } = ofEnvelope;
}
