using System.Globalization;
using System.Text.RegularExpressions;
using LocalEventHubs.Errors;
using LocalEventHubs.Hubs;

namespace LocalEventHubs.Amqp;

/// <summary>
/// A receiver's start position, which the SDKs send as a selector filter such as <c>amqp.annotation.x-opt-offset > '146'</c>.
/// </summary>
internal readonly partial record struct StartPosition(StartPosition.Kind Type, long Value, bool IsInclusive)
{
    /// <summary>Whether the position is an end of the partition or the value of a property of an event.</summary>
    public enum Kind
    {
        Earliest,
        Latest,
        Offset,
        SequenceNumber,
        EnqueuedTime,
    }

    /// <summary>Parses a filter. Returns <c>null</c> if the filter is invalid.</summary>
    public static StartPosition? Parse(string? filter)
    {
        if (filter is null)
            return new StartPosition(Kind.Earliest, 0, true);
        if (Filter().Match(filter) is not { Success: true } match)
            return null;

        var isInclusive = match.Groups["operator"].Value == ">=";
        var value = match.Groups["value"].Value;
        var isNumber = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        return (match.Groups["name"].Value, value, isNumber) switch
        {
            ("offset", "@latest", _) => new StartPosition(Kind.Latest, 0, isInclusive),
            ("offset", _, true) when number < 0 => new StartPosition(Kind.Earliest, 0, true),
            ("offset", _, true) => new StartPosition(Kind.Offset, number, isInclusive),
            ("sequence-number", _, true) => new StartPosition(Kind.SequenceNumber, number, isInclusive),
            ("enqueued-time", _, true) => new StartPosition(Kind.EnqueuedTime, number, isInclusive),
            _ => null,
        };
    }

    /// <summary>Returns the sequence number of the first event to deliver.</summary>
    /// <exception cref="EventHubsException">The position is beyond the end of the partition.</exception>
    public long Resolve(Partition partition) => Type switch
    {
        Kind.Latest => partition.LastSequenceNumber + 1,
        Kind.Offset => partition.FindOffset(Value, IsInclusive),
        Kind.SequenceNumber => partition.FindSequenceNumber(Value, IsInclusive),
        Kind.EnqueuedTime => partition.FindEnqueuedTime(DateTimeOffset.FromUnixTimeMilliseconds(Clamp(Value)), IsInclusive),
        _ => partition.FirstSequenceNumber,
    };

    private static long Clamp(long milliseconds) => Math.Clamp(
        milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());

    [GeneratedRegex("""^\s*amqp\.annotation\.x-opt-(?<name>[a-z-]+)\s*(?<operator>>=?)\s*(?<quote>'?)(?<value>[^']*?)\k<quote>\s*$""")]
    private static partial Regex Filter();
}
