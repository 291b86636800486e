using System.Text;
using Azure.Data.Tables;

namespace LatamFunctions.DeadLetters;

/// <summary>A record that a search has read.</summary>
/// <param name="Record">The record, without its body.</param>
/// <param name="HasText">Whether the record or its body contains the search text; <c>true</c> if the search has no text.</param>
/// <param name="Bytes">The number of body bytes that were searched.</param>
internal sealed record ScannedDeadLetter(DeadLetterRecord Record, bool HasText, int Bytes)
{
    private static readonly string[] BodyColumns =
        ["BodyEncoding", "BodyParts", .. Enumerable.Range(0, DeadLetterEntities.ChunksPerEntity).Select(DeadLetterEntities.ChunkName)];

    /// <summary>The columns that a search reads.</summary>
    public static IEnumerable<string> Columns(DeadLetterSearch search) =>
        search.Text is null ? DeadLetterFields.Columns : [.. DeadLetterFields.Columns, .. BodyColumns];

    public static ScannedDeadLetter From(TableEntity entity, DeadLetterSearch search)
    {
        var record = new DeadLetterRecord(entity);
        if (search.Text is not { } text)
            return new ScannedDeadLetter(record, HasText: true, 0);

        var (hasText, bytes) = Find(text, record);

        // Removes the body to save memory, because up to a thousand records are in memory at the same time.
        foreach (var column in BodyColumns)
            entity.Remove(column);
        return new ScannedDeadLetter(record, hasText, bytes);
    }

    private static (bool HasText, int Bytes) Find(string text, DeadLetterRecord record)
    {
        string?[] texts = [record.Faults, record.Source, record.Properties, record.Schema, record.Note];
        if (texts.Any(candidate => candidate?.Contains(text, StringComparison.OrdinalIgnoreCase) == true))
            return (true, 0);

        // A body in multiple entities is longer than about 0.5 MB after compression. Reading such bodies would make searches too slow.
        if (record.Entity.GetInt32("BodyParts") is > 0)
            return (false, 0);

        var body = DeadLetterEntities.BodyOf(record.Entity, []);
        return (Encoding.UTF8.GetString(body).Contains(text, StringComparison.OrdinalIgnoreCase), body.Length);
    }
}
