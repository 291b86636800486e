using System.Globalization;
using System.Security.Cryptography;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The table key of a dead letter. It follows from the place in the stream alone, so that a redelivered event overwrites its
/// record instead of adding one. The table sorts keys in ascending order, hence both parts count down:
/// <list type="bullet">
/// <item>partition key: the hour of enqueueing, newest first, then the Event Hubs partition, so that the partitions' writes never
/// meet in one place (<c>9501521-3</c>);</item>
/// <item>row key: the sequence number, highest first, then the event's index in its message.</item>
/// </list>
/// </summary>
internal readonly record struct DeadLetterKey(string PartitionKey, string RowKey)
{
    // Hours since 1970 stay below it until the year 3110.
    private const long HoursCeiling = 9_999_999;

    public static DeadLetterKey Of(DeadLetter letter)
    {
        var position = letter.Position;
        var hours = HoursCeiling - Math.Max(0, (long)(position.EnqueuedAt - DateTimeOffset.UnixEpoch).TotalHours);
        return new DeadLetterKey(
            string.Create(CultureInfo.InvariantCulture, $"{hours:D7}-{Safe(position.PartitionId)}"),
            string.Create(CultureInfo.InvariantCulture, $"{Place(letter)}-{letter.EventIndex:D6}"));
    }

    /// <summary>A message that nobody numbered is known by its content.</summary>
    private static string Place(DeadLetter letter) => letter.Position.SequenceNumber is { } sequenceNumber and >= 0
        ? (long.MaxValue - sequenceNumber).ToString("D19", CultureInfo.InvariantCulture)
        : $"sha256-{Convert.ToHexStringLower(SHA256.HashData(letter.Body.Span))}";

    /// <summary>
    /// Keys must do without <c>/ \ # ?</c> and control characters (Table service data model, "Characters Disallowed in Key Fields").
    /// </summary>
    private static string Safe(string partitionId) =>
        string.Create(partitionId.Length, partitionId, static (key, id) =>
        {
            for (var i = 0; i < id.Length; i++)
                key[i] = char.IsAsciiLetterOrDigit(id[i]) ? id[i] : '_';
        });
}
