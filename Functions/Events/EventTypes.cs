namespace LatamFunctions.Events;

/// <summary>
/// The types of flight events. A publisher uses one of these names; a CloudEvents type may have a reverse domain name as prefix
/// (<c>com.example.flights.FlightDelayed</c>) and a version as suffix (<c>FlightDelayed.v1</c>), as the CloudEvents primer advises
/// (<c>.v1</c>, <c>.v1.2</c>): the last segment before the version counts.
/// </summary>
internal static class EventTypes
{
    public const string KnownNames =
        "FlightScheduled, FlightBoarding, FlightDelayed, FlightDeparted, FlightDiverted, FlightArrived, FlightCancelled, FlightCorrected";

    /// <summary>The rank of FlightDiverted, whose destination is the actual arrival airport, and not the scheduled one.</summary>
    public const int Diverted = 5;

    /// <summary>The rank of FlightArrived, whose destination is also the actual arrival airport.</summary>
    public const int Arrived = 6;

    /// <summary>The rank of FlightCancelled.</summary>
    public const int Cancelled = 7;

    /// <summary>The rank of FlightCorrected.</summary>
    public const int Corrected = 8;

    /// <summary>The known name in <paramref name="text"/>, or nothing. FlightCanceled, the American spelling, is FlightCancelled.</summary>
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
    /// The order of events of a flight that happened at the same time, 1 to 8: the course of a flight, then its cancellation, then
    /// corrections. Part of the column Version, so it must never change.
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
    /// Without <c>.v1</c> or <c>.v1.2.3</c>. The meaning of a version is stated by <c>dataschema</c>: see <see cref="SchemaVersion"/>.
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
