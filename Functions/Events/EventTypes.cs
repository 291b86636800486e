namespace LatamFunctions.Events;

/// <summary>
/// The types of flight events. Publishers use one of these names. As the CloudEvents primer recommends, a type can have a reversed domain
/// name as a prefix (<c>com.example.flights.FlightDelayed</c>) and a version as a suffix (<c>FlightDelayed.v1</c>,
/// <c>FlightDelayed.v1.2</c>). The name is the last segment before the version.
/// </summary>
internal static class EventTypes
{
    public const string KnownNames =
        "FlightScheduled, FlightBoarding, FlightDelayed, FlightDeparted, FlightDiverted, FlightArrived, FlightCancelled, FlightCorrected";

    /// <summary>
    /// The rank of FlightDiverted. The destination in this event is the actual arrival airport instead of the scheduled arrival airport.
    /// </summary>
    public const int Diverted = 5;

    /// <summary>The rank of FlightArrived. The destination in this event is the actual arrival airport.</summary>
    public const int Arrived = 6;

    /// <summary>The rank of FlightCancelled.</summary>
    public const int Cancelled = 7;

    /// <summary>The rank of FlightCorrected.</summary>
    public const int Corrected = 8;

    /// <summary>
    /// Returns the known name in <paramref name="text"/>, or an empty span if the name is unknown. The American spelling FlightCanceled is
    /// converted to FlightCancelled.
    /// </summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> text)
    {
        text = WithoutVersion(text);
        var name = text[(text.LastIndexOf((byte)'.') + 1)..];
        if (name.SequenceEqual("FlightCanceled"u8))
            return "FlightCancelled"u8;

        var known = name.Length switch
        {
            13 => name.SequenceEqual("FlightDelayed"u8)
                || name.SequenceEqual("FlightArrived"u8),
            14 => name.SequenceEqual("FlightDeparted"u8)
                || name.SequenceEqual("FlightBoarding"u8)
                || name.SequenceEqual("FlightDiverted"u8),
            15 => name.SequenceEqual("FlightScheduled"u8)
                || name.SequenceEqual("FlightCancelled"u8)
                || name.SequenceEqual("FlightCorrected"u8),
            _ => false,
        };
        return known ? name : default;
    }

    /// <summary>
    /// Returns the rank, from 1 to 8, that orders a flight's events if their times are equal: first the stages of a flight, then
    /// cancellations, then corrections. The rank is part of the column Version, so it must never change.
    /// </summary>
    /// <param name="name">A name that <see cref="Find"/> returned.</param>
    public static int RankOf(ReadOnlySpan<byte> name) => name[6..] switch
    {
        [(byte)'S', ..] => 1, // Scheduled
        [(byte)'D', (byte)'e', (byte)'l', ..] => 2, // Delayed
        [(byte)'B', ..] => 3, // Boarding
        [(byte)'D', (byte)'e', (byte)'p', ..] => 4, // Departed
        [(byte)'D', (byte)'i', ..] => Diverted,
        [(byte)'A', ..] => Arrived,
        [(byte)'C', (byte)'a', ..] => Cancelled,
        _ => Corrected,
    };

    /// <summary>
    /// Removes a suffix such as <c>.v1</c> or <c>.v1.2.3</c>. The suffix is ignored because <c>dataschema</c> determines the schema version
    /// (<see cref="SchemaVersion"/>).
    /// </summary>
    private static ReadOnlySpan<byte> WithoutVersion(ReadOnlySpan<byte> text)
    {
        var start = text;
        while (text.LastIndexOf((byte)'.') is >= 0 and var dot)
        {
            var segment = text[(dot + 1)..];
            text = text[..dot];
            if (segment is [(byte)'v' or (byte)'V', .. var major])
                return IsNumber(major) ? text : start;
            if (!IsNumber(segment))
                return start;
        }

        return start;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
