using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// The table key of a dead letter. The key depends only on the position in the stream, so a redelivered event updates its record instead of
/// adding a record. The table sorts keys in ascending order. Both parts count down, so that new dead letters are listed first:
/// <list type="bullet">
/// <item>partition key: the hour of enqueueing, newest first, then the Event Hubs partition, so that Event Hubs partitions do not share a
/// table partition (<c>9501521-3</c>);</item>
/// <item>row key: the sequence number, highest first, then the event's index in its message, then <c>-event</c> if a replay split the event
/// from the dead letter of the whole message.</item>
/// </list>
/// </summary>
internal readonly record struct DeadLetterKey(string PartitionKey, string RowKey)
{
    // The number of hours since 1970 is less than this value until the year 3110.
    private const long HoursCeiling = 9_999_999;

    /// <summary>Separates the two keys in an id. Neither key contains this character.</summary>
    private const char Separator = '/';

    private const int MaxIdLength = 512;

    /// <summary>The suffix of the row key if a replay split the event from the dead letter of the whole message.</summary>
    private const string ReplaySuffix = "-event";

    /// <summary>The key's hour, in the form that <see cref="HourOf"/> returns.</summary>
    public string Hour => PartitionKey[..PartitionKey.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>The key as one string that requires no escaping in a URL.</summary>
    public string Id => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{PartitionKey}{Separator}{RowKey}"));

    public static DeadLetterKey From(DeadLetter deadLetter)
    {
        var position = deadLetter.Position;
        return new DeadLetterKey(
            $"{HourOf(position.EnqueuedAt)}-{KeyText(position.PartitionId)}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{SequenceOrHash(deadLetter)}-{deadLetter.EventIndex:D6}{(deadLetter.IsPartOfReplay ? ReplaySuffix : "")}"));
    }

    /// <summary>Returns the prefix of an hour's partition keys. Later hours have smaller prefixes.</summary>
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

    /// <summary>Returns the sequence number, or a hash of the body if the message has no sequence number.</summary>
    private static string SequenceOrHash(DeadLetter deadLetter) => deadLetter.Position.SequenceNumber is { } sequenceNumber and >= 0
        ? (long.MaxValue - sequenceNumber).ToString("D19", CultureInfo.InvariantCulture)
        : $"sha256-{Convert.ToHexStringLower(SHA256.HashData(deadLetter.Body.Span))}";

    /// <summary>
    /// Replaces characters that keys must not contain, such as <c>/ \ # ?</c> and control characters (Table service data model, "Characters
    /// Disallowed in Key Fields").
    /// </summary>
    private static string KeyText(string partitionId) =>
        string.Create(partitionId.Length, partitionId, static (key, id) =>
        {
            for (var i = 0; i < id.Length; i++)
                key[i] = char.IsAsciiLetterOrDigit(id[i]) ? id[i] : '_';
        });
}
