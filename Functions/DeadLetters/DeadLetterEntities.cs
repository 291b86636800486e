using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// Converts a dead letter to table entities. The body is compressed if compression makes it smaller, and split into chunks of 64 KiB, the
/// maximum size of a binary property. The size of an entity is limited to 1 MiB, so chunks after the first <see cref="ChunksPerEntity"/>
/// are stored in parts, which are entities in the same partition. The row keys of parts end with <c>-part</c> and a number. Parts are
/// written before the record, so that every stored record is complete.
/// </summary>
internal static class DeadLetterEntities
{
    public const int ChunkBytes = 64 * 1024;

    /// <summary>
    /// The maximum number of chunks in an entity. The chunks total 512 KiB, because Azurite applies the limit of 1 MiB to their Base64
    /// text, which is a third longer.
    /// </summary>
    public const int ChunksPerEntity = 8;

    /// <summary>
    /// The maximum length of a text property, slightly below the table's limit of 32 Ki characters. Longer text is truncated. Bodies are
    /// never truncated.
    /// </summary>
    public const int MaxTextLength = 31_000;

    /// <summary>
    /// The minimum size of a body that is compressed. For smaller bodies, the savings do not justify the compressor's 256 KiB of memory.
    /// </summary>
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
    /// Returns a copy of a record that the table rejected. The copy contains the body, the position and the reasons, but no other text from
    /// the publisher.
    /// </summary>
    /// <param name="record">A record that <see cref="Create"/> returned.</param>
    /// <param name="errorCode">The error code with which the table rejected the record.</param>
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
                $"the table rejected the full record ({errorCode}); this record omits text from the publisher")),
        ]);
        return minimal;
    }

    /// <summary>Whether <paramref name="entity"/> is a record rather than a part of a long body.</summary>
    public static bool IsRecord(ITableEntity entity) => entity is TableEntity properties && properties.ContainsKey("Reasons");

    /// <summary>Returns the row key for part <paramref name="part"/> of the record with the key <paramref name="rowKey"/>.</summary>
    public static string PartRowKey(string rowKey, int part) => string.Create(CultureInfo.InvariantCulture, $"{rowKey}-part{part:D3}");

    public static string ChunkName(int chunk) => string.Create(CultureInfo.InvariantCulture, $"Body{chunk:D2}");

    /// <summary>Returns the body that <see cref="Create"/> split into chunks.</summary>
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

    /// <summary>Serializes validation errors to a JSON array.</summary>
    public static string ErrorsJson(IReadOnlyList<ValidationError> errors) =>
        JsonSerializer.Serialize(errors, DeadLetterErrorsJson.Default.IReadOnlyListValidationError);

    /// <summary>Truncates text to <see cref="MaxTextLength"/> without splitting a surrogate pair.</summary>
    public static string Truncate(string text) => text.Length <= MaxTextLength
        ? text
        : text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];

    /// <summary>
    /// Replaces times before 1601, which the Table service does not support (Table service data model, "Property Types").
    /// </summary>
    public static DateTimeOffset TableTime(DateTimeOffset time) => time < EarliestTime ? EarliestTime : time.ToUniversalTime();
}

[JsonSerializable(typeof(IReadOnlyList<ValidationError>))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
internal sealed partial class DeadLetterErrorsJson : JsonSerializerContext;
