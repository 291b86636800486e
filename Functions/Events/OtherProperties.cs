namespace LatamFunctions.Events;

/// <summary>
/// Properties without a column, as they were written: <c>"name":value</c>, each with a comma behind it. They become the column Extra,
/// where the attributes of an envelope are an object of their own. A property of the event that has this object's name is in it under
/// <c>data</c>, as in the event itself: no attribute of an envelope has that name.
/// </summary>
/// <param name="ofEvent">Those of the event.</param>
/// <param name="envelope">What is around the event.</param>
/// <param name="attributes">Those of the envelope.</param>
/// <param name="homonyms">Those of the event that have the name of the envelope's object.</param>
internal readonly ref struct OtherProperties(
    ReadOnlySpan<byte> ofEvent,
    EventEnvelope envelope = EventEnvelope.None,
    ReadOnlySpan<byte> attributes = default,
    ReadOnlySpan<byte> homonyms = default)
{
    public ReadOnlySpan<byte> Event { get; } = ofEvent;

    public EventEnvelope Envelope { get; } = envelope;

    public ReadOnlySpan<byte> Attributes { get; } = attributes;

    public ReadOnlySpan<byte> Homonyms { get; } = homonyms;

    public bool IsEmpty => Event.IsEmpty && Attributes.IsEmpty && Homonyms.IsEmpty;
}
