using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// A dead letter as table entities. The body is compressed when that helps and split into binary properties of 64 KiB, the maximum size of
/// one. An entity holds 1 MiB, so the rest after <see cref="ChunksPerEntity"/> chunks is stored in parts: entities of the same partition
/// whose row key ends in <c>-part</c> and a number. Parts are written first, so that an existing record is complete.
/// </summary>
internal static class DeadLetterEntities
{
    public const int ChunkBytes = 64 * 1024;

    /// <summary>512 KiB: Azurite applies the limit of 1 MiB to the Base64 text, which is a third longer.</summary>
    public const int ChunksPerEntity = 8;

    /// <summary>
    /// The maximum length of the text of a property, which holds 32 Ki characters. Text is truncated to it, bodies never.
    /// </summary>
    public const int MaxTextLength = 31_000;

    /// <summary>The compressor's own memory, 256 KiB, is more than a smaller body would save.</summary>
    private const int MinCompressedBytes = 1024;

    private static readonly DateTimeOffset EarliestTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<TableEntity> Create(DeadLetter deadLetter)
    {
        var key = DeadLetterKey.From(deadLetter);
        var (body, encoding) = Compress(deadLetter.Body);
        var chunks = Chunks(body);
        var inRecord = Math.Min(chunks.Count, ChunksPerEntity);
        var parts = 0;
        for (var first = inRecord; first < chunks.Count; first += ChunksPerEntity)
        {
            var part = new TableEntity(key.PartitionKey, PartRowKey(key.RowKey, parts++));
            AddChunks(part, chunks.GetRange(first, Math.Min(ChunksPerEntity, chunks.Count - first)));
            yield return part;
        }

        var record = new TableEntity(key.PartitionKey, key.RowKey)
        {
            ["BodyEncoding"] = encoding,
            ["BodyChunks"] = inRecord,
            ["BodyParts"] = parts,
        };
        foreach (var field in DeadLetterFields.All)
        {
            if (field.Stored?.Invoke(deadLetter) is { } value)
                record[field.Column] = value;
        }

        AddChunks(record, chunks.GetRange(0, inRecord));
        yield return record;
    }

    /// <summary>
    /// A record that the table rejects, without the publisher's text: regardless of the reason, its body, its position and its reasons are
    /// stored.
    /// </summary>
    /// <param name="record">A record of <see cref="Create"/>.</param>
    /// <param name="errorCode">The service's reason.</param>
    public static TableEntity Minimal(TableEntity record, string? errorCode)
    {
        var minimal = new TableEntity(record);
        foreach (var field in DeadLetterFields.All.Where(field => field.IsFromPublisher))
            minimal[field.Column] = "";
        minimal["Properties"] = "{}";
        minimal["Faults"] = ErrorsJson(
        [
            .. record.GetString("Reasons").Split(',').Select(reason => new ValidationError(
                ValidationError.WholeEvent, Enum.Parse<EventRule>(reason),
                $"the table rejected the full record ({errorCode}); this one has no strings of the publisher")),
        ]);
        return minimal;
    }

    /// <summary>Whether <paramref name="entity"/> is a record, not a part of a long body.</summary>
    public static bool IsRecord(ITableEntity entity) => entity is TableEntity properties && properties.ContainsKey("Reasons");

    /// <summary>The row key of a continuation of the record <paramref name="rowKey"/>.</summary>
    public static string PartRowKey(string rowKey, int part) => string.Create(CultureInfo.InvariantCulture, $"{rowKey}-part{part:D3}");

    public static string ChunkName(int chunk) => string.Create(CultureInfo.InvariantCulture, $"Body{chunk:D2}");

    /// <summary>The body that <see cref="Create"/> split.</summary>
    /// <param name="record">The record.</param>
    /// <param name="parts">The record's parts, in order.</param>
    public static byte[] BodyOf(TableEntity record, IEnumerable<TableEntity> parts)
    {
        var compressed = new MemoryStream();
        foreach (var entity in parts.Prepend(record))
        {
            for (var chunk = 0; entity.GetBinary(ChunkName(chunk)) is { } bytes; chunk++)
                compressed.Write(bytes);
        }

        if (record.GetString("BodyEncoding") != "gzip")
            return compressed.ToArray();

        compressed.Position = 0;
        var body = new MemoryStream(record.GetInt32("BodyLength") ?? 0);
        using (var gzip = new GZipStream(compressed, CompressionMode.Decompress))
            gzip.CopyTo(body);
        return body.ToArray();
    }

    private static void AddChunks(TableEntity entity, List<byte[]> chunks)
    {
        for (var i = 0; i < chunks.Count; i++)
            entity[ChunkName(i)] = chunks[i];
    }

    private static List<byte[]> Chunks(ReadOnlyMemory<byte> body)
    {
        var chunks = new List<byte[]>();
        for (var start = 0; start < body.Length; start += ChunkBytes)
            chunks.Add(body.Slice(start, Math.Min(ChunkBytes, body.Length - start)).ToArray());
        return chunks;
    }

    private static (ReadOnlyMemory<byte> Body, string Encoding) Compress(ReadOnlyMemory<byte> body)
    {
        if (body.Length < MinCompressedBytes)
            return (body, "identity");

        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body.Span);
        return compressed.Length < body.Length ? (compressed.GetBuffer().AsMemory(0, (int)compressed.Length), "gzip") : (body, "identity");
    }

    /// <summary>Validation errors as a JSON array.</summary>
    public static string ErrorsJson(IReadOnlyList<ValidationError> errors) =>
        JsonSerializer.Serialize(errors, DeadLetterErrorsJson.Default.IReadOnlyListValidationError);

    /// <summary>The text, truncated to <see cref="MaxTextLength"/> between two characters.</summary>
    public static string Cut(string text) => text.Length <= MaxTextLength
        ? text
        : text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];

    /// <summary>The Table service does not support times before 1601 (Table service data model, "Property Types").</summary>
    public static DateTimeOffset TableTime(DateTimeOffset time) => time < EarliestTime ? EarliestTime : time.ToUniversalTime();
}

[JsonSerializable(typeof(IReadOnlyList<ValidationError>))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
internal sealed partial class DeadLetterErrorsJson : JsonSerializerContext;
