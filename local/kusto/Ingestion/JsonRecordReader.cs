using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LocalKusto.Catalog;
using LocalKusto.DuckDb;
using LocalKusto.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Ingestion;

/// <summary>
/// Reads JSON records into the rows of a table in one pass over the bytes. Properties without a column are ignored, and values that cannot
/// be converted become null. Only invalid JSON and records that are not objects are errors. This class is thread-safe.
/// </summary>
internal sealed class JsonRecordReader
{
    private const string MalformedCode = "BadRequest_NoRecordsOrWrongFormat";

    private readonly JsonPathNode _root = new();
    private readonly List<TargetColumn> _lineNumbers = [];
    private readonly List<(TargetColumn Column, byte[] Value)> _constants = [];

    /// <summary>Creates a reader without a mapping. Each column receives the value of the property with the same name.</summary>
    public JsonRecordReader(IngestionTarget target)
    {
        foreach (var column in target.Columns)
            _root.At(JsonPath.ForProperty(column.Name)).Targets.Add((column, MappingTransform.None));
    }

    public JsonRecordReader(IngestionTarget target, MappingDefinition mapping)
    {
        foreach (var element in MappingElement.ParseAll(mapping.Mapping, isJson: true))
        {
            var column = Array.Find(target.Columns, column => column.Name == element.Column)
                ?? throw new KustoRequestException(
                    400, "BadRequest_InconsistentMapping", "KustoBadRequestException",
                    $"The mapping '{mapping.Name}' has the column '{element.Column}', which the table '{mapping.Table}' does not have.");
            if (element.Path is { } path)
                _root.At(path).Targets.Add((column, element.Transform));
            else if (element.ConstValue is { } value)
                _constants.Add((column, Encoding.UTF8.GetBytes(value)));
            else if (element.Transform == MappingTransform.SourceLineNumber)
                _lineNumbers.Add(column);
        }
    }

    /// <param name="data">UTF-8 text, which can start with a byte order mark.</param>
    /// <param name="allowArrays">Whether records can be in a JSON array (multijson).</param>
    /// <param name="batch">The batch to which the rows are added.</param>
    /// <exception cref="MalformedDataException">The text is not valid JSON, or a record is not an object.</exception>
    public void Read(ReadOnlySpan<byte> data, bool allowArrays, RowBatch batch)
    {
        if (data.StartsWith("\uFEFF"u8))
            data = data[3..];
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    ReadRecord(ref reader, data, batch);
                else if (!allowArrays || reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray)
                    || reader.CurrentDepth > 0)
                    throw Malformed("A record must be a JSON object", data, reader.TokenStartIndex);
            }
        }
        catch (JsonException e)
        {
            throw new MalformedDataException(MalformedCode, "The data is not valid JSON", (e.LineNumber ?? 0) + 1, e);
        }
    }

    private void ReadRecord(ref Utf8JsonReader reader, ReadOnlySpan<byte> data, RowBatch batch)
    {
        batch.BeginRow();
        var chunk = batch.Chunk;
        foreach (var (column, value) in _constants)
            TextValue.TryWrite(chunk, column, value);
        if (_lineNumbers.Count > 0)
        {
            var line = Encoding.UTF8.GetBytes(MalformedDataException.LineOf(data, reader.TokenStartIndex)
                .ToString(CultureInfo.InvariantCulture));
            foreach (var column in _lineNumbers)
                TextValue.TryWrite(chunk, column, line);
        }
        ReadValue(ref reader, data, _root, chunk);
        batch.EndRow();
    }

    // Before the call, the reader is at the first token of the value. After the call, the reader is at the last token.
    private static void ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> data, JsonPathNode node, DuckDbDataChunk chunk)
    {
        var start = reader.TokenStartIndex;
        var first = reader;
        if (reader.TokenType == JsonTokenType.StartObject && node.HasProperties)
            ReadObject(ref reader, data, node, chunk);
        else if (reader.TokenType == JsonTokenType.StartArray && node.HasElements)
            ReadArray(ref reader, data, node, chunk);
        else
            reader.Skip();

        foreach (var (column, transform) in CollectionsMarshal.AsSpan(node.Targets))
        {
            if (!TryWrite(ref first, data[(int)start..(int)reader.BytesConsumed], column, transform, chunk))
                throw Malformed("A string is not valid UTF-8", data, start);
        }
    }

    private static void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> data, JsonPathNode node, DuckDbDataChunk chunk)
    {
        JsonPathNode? previous = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.ValueIsEscaped
                ? FindEscaped(ref reader, data, node, previous)
                : node.FindProperty(reader.ValueSpan, previous);
            reader.Read();
            if (property is null)
            {
                reader.Skip();
                continue;
            }
            ReadValue(ref reader, data, property, chunk);
            previous = property;
        }
    }

    private static void ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> data, JsonPathNode node, DuckDbDataChunk chunk)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (node.FindElement(index) is { } element)
                ReadValue(ref reader, data, element, chunk);
            else
                reader.Skip();
        }
    }

    private static JsonPathNode? FindEscaped(ref Utf8JsonReader reader, ReadOnlySpan<byte> data, JsonPathNode node, JsonPathNode? previous)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return TryUnescape(ref reader, buffer, out var name)
                ? node.FindProperty(name, previous)
                : throw Malformed("The name of a property is not valid UTF-8", data, reader.TokenStartIndex);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns><c>false</c> if the value is a string with invalid UTF-8 or a lone surrogate.</returns>
    private static bool TryWrite(ref Utf8JsonReader value, ReadOnlySpan<byte> raw, TargetColumn column, MappingTransform transform,
        DuckDbDataChunk chunk)
    {
        switch (value.TokenType)
        {
            case JsonTokenType.Null:
                // BeginRow has already set string columns to the empty string.
                if (column.Type != KustoType.String)
                    chunk.SetNull(column.Index);
                return true;
            case JsonTokenType.String when value.ValueIsEscaped:
                return TryWriteEscaped(ref value, raw, column, transform, chunk);
            case JsonTokenType.String:
                return TryWriteText(value.ValueSpan, raw, column, transform, chunk);
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return TryWriteText(raw, raw, column, transform, chunk);
            default:
                if (column.Type is KustoType.Dynamic or KustoType.String)
                    return TryWriteText(raw, raw, column, MappingTransform.None, chunk);
                chunk.SetNull(column.Index);
                return true;
        }
    }

    private static bool TryWriteEscaped(ref Utf8JsonReader value, ReadOnlySpan<byte> raw, TargetColumn column, MappingTransform transform,
        DuckDbDataChunk chunk)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(value.ValueSpan.Length);
        try
        {
            return TryUnescape(ref value, buffer, out var text) && TryWriteText(text, raw, column, transform, chunk);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool TryWriteText(ReadOnlySpan<byte> text, ReadOnlySpan<byte> raw, TargetColumn column, MappingTransform transform,
        DuckDbDataChunk chunk)
    {
        if (transform != MappingTransform.None)
            return TryWriteUnixTime(text, column, transform, chunk);
        if (column.Type != KustoType.Dynamic)
            return TextValue.TryWrite(chunk, column, text);
        // A dynamic value is stored as it is written. Strings include their quotes.
        if (raw.Length <= TextValue.MaxLength)
            return chunk.TrySetUtf8(column.Index, raw);
        chunk.SetNull(column.Index);
        return true;
    }

    private static bool TryWriteUnixTime(ReadOnlySpan<byte> text, TargetColumn column, MappingTransform transform, DuckDbDataChunk chunk)
    {
        var ticksPerUnit = transform switch
        {
            MappingTransform.DateTimeFromUnixSeconds => 10_000_000m,
            MappingTransform.DateTimeFromUnixMilliseconds => 10_000m,
            MappingTransform.DateTimeFromUnixMicroseconds => 10m,
            _ => 0.01m,
        };
        if (column.Type == KustoType.DateTime
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
            && Math.Abs(count) < 1e19m
            && DateTime.UnixEpoch.Ticks + Math.Floor(count * ticksPerUnit) is var ticks && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks)
        {
            chunk.Set(column.Index, (long)ticks);
        }
        else
        {
            chunk.SetNull(column.Index);
        }
        return true;
    }

    private static bool TryUnescape(ref Utf8JsonReader reader, Span<byte> buffer, out ReadOnlySpan<byte> text)
    {
        try
        {
            text = buffer[..reader.CopyString(buffer)];
            return true;
        }
        catch (InvalidOperationException)
        {
            // The text contains a lone surrogate or is not valid UTF-8.
            text = default;
            return false;
        }
    }

    private static MalformedDataException Malformed(string message, ReadOnlySpan<byte> data, long offset) =>
        new(MalformedCode, message, MalformedDataException.LineOf(data, offset));
}
