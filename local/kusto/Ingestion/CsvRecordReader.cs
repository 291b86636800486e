using System.Buffers;
using System.Text;
using LocalKusto.Catalog;
using LocalKusto.Errors;

namespace LocalKusto.Ingestion;

/// <summary>Reads delimited records (RFC 4180) into the rows of a table. This class is thread-safe.</summary>
internal sealed class CsvRecordReader
{
    private readonly byte _separator;
    private readonly List<TargetColumn>[] _byOrdinal;
    private readonly List<(TargetColumn Column, byte[] Value)> _constants = [];

    /// <summary>Creates a reader. Without a mapping, the fields must be in the order of the columns.</summary>
    public CsvRecordReader(IngestionTarget target, byte separator, MappingDefinition? mapping)
    {
        _separator = separator;
        if (mapping is null)
        {
            _byOrdinal = [.. target.Columns.Select(column => new List<TargetColumn> { column })];
            return;
        }
        var elements = MappingElement.ParseAll(mapping.Mapping, isJson: false);
        _byOrdinal = [.. Enumerable.Range(0, elements.Max(element => element.Ordinal ?? -1) + 1).Select(_ => new List<TargetColumn>())];
        foreach (var element in elements)
        {
            var column = Array.Find(target.Columns, column => column.Name == element.Column)
                ?? throw new KustoRequestException(
                    400, "BadRequest_InconsistentMapping", "KustoBadRequestException",
                    $"The mapping '{mapping.Name}' has the column '{element.Column}', which the table '{mapping.Table}' does not have.");
            if (element.Ordinal is { } ordinal)
                _byOrdinal[ordinal].Add(column);
            else if (element.ConstValue is { } value)
                _constants.Add((column, Encoding.UTF8.GetBytes(value)));
        }
    }

    /// <exception cref="MalformedDataException">A quoted field is not closed, or a field is not valid UTF-8.</exception>
    public void Read(ReadOnlySpan<byte> data, bool ignoreFirstRecord, RowBatch batch)
    {
        var position = data.StartsWith("\uFEFF"u8) ? 3 : 0;
        for (var isFirst = true; position < data.Length; isFirst = false)
        {
            if (TrySkipEmptyLine(data, ref position))
                continue;
            ReadRecord(data, ref position, isFirst && ignoreFirstRecord ? null : batch);
        }
    }

    private static bool TrySkipEmptyLine(ReadOnlySpan<byte> data, ref int position)
    {
        var length = data[position] == '\n' ? 1 : data[position..].StartsWith("\r\n"u8) ? 2 : 0;
        position += length;
        return length > 0;
    }

    private void ReadRecord(ReadOnlySpan<byte> data, ref int position, RowBatch? batch)
    {
        batch?.BeginRow();
        foreach (var (column, value) in _constants)
        {
            if (batch is not null)
                TextValue.TryWrite(batch.Chunk, column, value);
        }
        for (var ordinal = 0; ; ordinal++)
        {
            ReadField(data, ref position, ordinal, batch);
            if (position < data.Length && data[position] == _separator)
            {
                position++;
                continue;
            }
            if (position < data.Length && data[position] == '\r')
                position++;
            if (position < data.Length && data[position] == '\n')
                position++;
            break;
        }
        batch?.EndRow();
    }

    private void ReadField(ReadOnlySpan<byte> data, ref int position, int ordinal, RowBatch? batch)
    {
        var rest = data[position..];
        if (rest.IsEmpty || rest[0] != '"')
        {
            var length = rest.IndexOfAny(_separator, (byte)'\n');
            var field = length < 0 ? rest : rest[..length];
            if (field.EndsWith("\r"u8))
                field = field[..^1];
            Write(field, data, position, ordinal, batch);
            position += field.Length;
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(rest.Length);
        try
        {
            var written = 0;
            var at = 1;
            while (true)
            {
                var quote = rest[at..].IndexOf((byte)'"');
                if (quote < 0)
                {
                    throw new MalformedDataException(
                        "Stream_ClosingQuoteMissing", "A quoted field has no closing quote", MalformedDataException.LineOf(data, position));
                }
                rest.Slice(at, quote).CopyTo(buffer.AsSpan(written));
                written += quote;
                at += quote + 1;
                if (at >= rest.Length || rest[at] != '"')
                    break;
                buffer[written++] = (byte)'"';
                at++;
            }
            Write(buffer.AsSpan(0, written), data, position, ordinal, batch);
            position += at;
            if (position < data.Length && data[position] != _separator && data[position] is not ((byte)'\n' or (byte)'\r'))
            {
                throw new MalformedDataException(
                    "Stream_WrongNumberOfFields", "Text follows the closing quote of a field",
                        MalformedDataException.LineOf(data, position));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Write(ReadOnlySpan<byte> field, ReadOnlySpan<byte> data, int position, int ordinal, RowBatch? batch)
    {
        if (batch is null || ordinal >= _byOrdinal.Length)
            return;
        foreach (var column in _byOrdinal[ordinal])
        {
            if (!TextValue.TryWrite(batch.Chunk, column, field))
            {
                throw new MalformedDataException(
                    "BadRequest_NoRecordsOrWrongFormat", "A field is not valid UTF-8", MalformedDataException.LineOf(data, position));
            }
        }
    }
}
