using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The table key of a dead letter. It follows from the position in the stream alone, so that a redelivered event overwrites its record
/// instead of adding one. The table sorts keys in ascending order, so both parts count down:
/// <list type="bullet">
/// <item>partition key: the hour of enqueueing, newest first, then the Event Hubs partition, so that the partitions' writes never meet in
/// one partition (<c>9501521-3</c>);</item>
/// <item>row key: the sequence number, highest first, then the event's index in its message; <c>-event</c> follows for one that a replay
/// split from the dead letter of its whole message.</item>
/// </list>
/// </summary>
internal readonly record struct DeadLetterKey(string PartitionKey, string RowKey)
{
    // Hours since 1970 stay below it until the year 3110.
    private const long HoursCeiling = 9_999_999;

    /// <summary>Between the two keys in an id; no key may contain it.</summary>
    private const char Separator = '/';

    private const int MaxIdLength = 512;

    /// <summary>The end of the row key of an event that a replay split from the dead letter of its whole message.</summary>
    private const string ReplaySuffix = "-event";

    /// <summary>The result of <see cref="HourOf"/> for it.</summary>
    public string Hour => PartitionKey[..PartitionKey.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>The key as one string that requires no escaping in a URL.</summary>
    public string Id => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{PartitionKey}{Separator}{RowKey}"));

    public static DeadLetterKey From(DeadLetter deadLetter)
    {
        var position = deadLetter.Position;
        return new DeadLetterKey(
            $"{HourOf(position.EnqueuedAt)}-{Safe(position.PartitionId)}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Place(deadLetter)}-{deadLetter.EventIndex:D6}{(deadLetter.IsPartOfReplay ? ReplaySuffix : "")}"));
    }

    /// <summary>The prefix of the partition keys of an hour; a later hour is sorted first.</summary>
    public static string HourOf(DateTimeOffset enqueuedAt)
    {
        var hours = Math.Max(0, (long)(enqueuedAt - DateTimeOffset.UnixEpoch).TotalHours);
        return (HoursCeiling - hours).ToString("D7", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Parses an <see cref="Id"/>. Only the characters of generated keys are accepted, so that a key requires no escaping in a filter.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? id, out DeadLetterKey key)
    {
        key = default;
        if (id is not { Length: > 0 and <= MaxIdLength } || !Base64Url.IsValid(id))
            return false;

        var keys = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(id)).Split(Separator);
        if (keys is not [{ Length: > 0 } partitionKey, { Length: > 0 } rowKey] || !keys.All(part => part.All(IsKeyCharacter)))
            return false;

        key = new DeadLetterKey(partitionKey, rowKey);
        return key.Id == id;
    }

    private static bool IsKeyCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    /// <summary>A message without a sequence number is identified by its content.</summary>
    private static string Place(DeadLetter deadLetter) => deadLetter.Position.SequenceNumber is { } sequenceNumber and >= 0
        ? (long.MaxValue - sequenceNumber).ToString("D19", CultureInfo.InvariantCulture)
        : $"sha256-{Convert.ToHexStringLower(SHA256.HashData(deadLetter.Body.Span))}";

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
