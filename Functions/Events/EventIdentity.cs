using System.IO.Hashing;

namespace LatamFunctions.Events;

/// <summary>
/// The identity of an event: its source and its id together (CloudEvents 1.0, "id": "Producers MUST ensure that source + id is unique for
/// each distinct event").
/// </summary>
/// <param name="Hash">The 64-bit XXH3 hash of the source and the id.</param>
/// <param name="Prefix">The 48-bit XXH3 hash of the source and of the id up to <paramref name="Number"/>.</param>
/// <param name="Number">
/// The number in the last digits of the id, at most ten digits; 0 if the id does not end with a digit. The ids that the app assigns to the
/// events in a request end with the event's index, so <paramref name="Prefix"/> and <paramref name="Number"/> preserve the order of these
/// events.
/// </param>
internal readonly record struct EventIdentity(ulong Hash, ulong Prefix, long Number)
{
    /// <summary>The number of bytes that <see cref="Write"/> writes.</summary>
    public const int Length = 12 + 1 + MaxDigits;

    private const int MaxDigits = 10;

    /// <param name="sourceHash">
    /// The result of <see cref="HashOf"/> for the event's source. An absent source is hashed as an empty source.
    /// </param>
    /// <param name="eventId">The publisher's event id or the assigned event id.</param>
    public static EventIdentity From(ulong sourceHash, ReadOnlySpan<byte> eventId)
    {
        var digits = eventId.Length - (eventId.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1);
        var hash = XxHash3.HashToUInt64(eventId, unchecked((long)sourceHash));
        if (digits == 0)
            return new EventIdentity(hash, hash >> 16, 0);

        var number = eventId[^Math.Min(digits, MaxDigits)..];
        while (number.Length > 1 && number[0] == '0')
            number = number[1..];
        var value = 0L;
        foreach (var digit in number)
            value = (value * 10) + (digit - '0');

        // A different seed distinguishes "e0" from "e", which does not end with a number.
        return new EventIdentity(hash, XxHash3.HashToUInt64(eventId[..^number.Length], unchecked((long)~sourceHash)) >> 16, value);
    }

    public static ulong HashOf(ReadOnlySpan<byte> source) => XxHash3.HashToUInt64(source);

    /// <summary>
    /// Writes <see cref="Length"/> bytes, such as <c>0123456789ab/0000000042</c>. These bytes are the end of the column Version, so the
    /// format must never change.
    /// </summary>
    public void Write(Span<byte> destination)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(Prefix, destination, out var written, new System.Buffers.StandardFormat('x', 12));
        destination[written] = (byte)'/';
        System.Buffers.Text.Utf8Formatter.TryFormat(
            Number, destination[(written + 1)..], out _, new System.Buffers.StandardFormat('D', MaxDigits));
    }
}
