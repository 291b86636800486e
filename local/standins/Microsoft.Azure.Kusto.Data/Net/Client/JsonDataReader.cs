using System.Text;
using System.Text.Json;
using Kusto.Data.Exceptions;

namespace Kusto.Data.Net.Client;

/// <summary>
/// Reads the tables of a v1 response ("Query V1 HTTP response") row by row. Memory use is limited to one row and a buffer.
/// <see cref="Read"/> throws the errors that Kusto reports among the rows of a response with status 200.
/// </summary>
internal sealed class JsonDataReader : RowReader
{
    private readonly JsonInput _input;

    /// <summary>The delegate that reads a row. The delegate is cached to avoid an allocation for each row.</summary>
    private readonly Func<bool?> _tryReadRow;

    private List<ResultColumn> _columns = [];
    private object[] _row = [];
    private Position _position = Position.Preamble;

    private JsonDataReader(Stream stream)
    {
        _input = new JsonInput(stream);
        _tryReadRow = TryReadRow;
    }

    private enum Position
    {
        Preamble,
        BeforeTable,
        InRows,
        BehindRows,
        End,
    }

    public override bool IsClosed => _input.IsDisposed;

    protected override IReadOnlyList<ResultColumn> Columns => _columns;

    /// <summary>Creates a reader and advances it to the first row. The reader owns the stream.</summary>
    /// <exception cref="KustoException">The response is an error, or is not in Kusto's format.</exception>
    public static async Task<JsonDataReader> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var reader = new JsonDataReader(stream);
        try
        {
            while (!reader.TryBegin())
                await reader._input.FillAsync(cancellationToken).ConfigureAwait(false);
            return reader;
        }
        catch (JsonException e)
        {
            reader.Dispose();
            throw NotJson(e);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public override bool Read()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return _position == Position.InRows && Repeat(_tryReadRow);
    }

    public override bool NextResult()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        while (Read())
        {
        }

        if (_position == Position.BehindRows)
            Repeat(TryLeaveTable);
        return _position == Position.BeforeTable && Repeat(TryReadTable);
    }

    public override object GetValue(int i) => _row[i];

    public override void Dispose() => _input.Dispose();

    private static KustoDataStreamException NotJson(JsonException e) =>
        new($"The response is not valid JSON in the v1 format: {e.Message}", e);

    /// <summary>Runs a parsing step, and repeats the step with more bytes until it succeeds.</summary>
    private bool Repeat(Func<bool?> step)
    {
        try
        {
            bool? done;
            while ((done = step()) is null)
                _input.Fill();
            return done.Value;
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidOperationException)
        {
            throw new KustoDataStreamException($"A value of the response does not have its column's type: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw NotJson(e);
        }
    }

    /// <summary>Reads up to the first row of the first table. Returns <c>false</c> if more bytes are needed.</summary>
    private bool TryBegin()
    {
        if (_position == Position.Preamble && !TryReadPreamble())
            return false;
        return _position != Position.BeforeTable || TryReadTable() is not null;
    }

    /// <summary>Reads up to the '[' in <c>{"Tables":[</c>. Other properties can precede <c>Tables</c>.</summary>
    private bool TryReadPreamble()
    {
        var json = _input.Open();
        if (!json.Read())
            return false;
        if (json.TokenType != JsonTokenType.StartObject)
            throw new KustoDataStreamException("The response is not a JSON object.", null);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject)
                throw new KustoDataStreamException("The response has no tables.", null);
            var isTables = json.ValueTextEquals("Tables"u8);
            var isError = json.ValueTextEquals("error"u8);
            if (!json.Read())
                return false;
            if (isTables)
            {
                _input.Advance(json);
                _position = Position.BeforeTable;
                return true;
            }

            var start = (int)json.TokenStartIndex;
            if (!json.TrySkip())
                return false;
            if (isError)
                throw Failures.FromRow($"{{\"error\":{Encoding.UTF8.GetString(_input.Bytes[start..(int)json.BytesConsumed])}}}");
        }

        return false;
    }

    /// <summary>
    /// Reads up to the '[' of the next table's rows. Returns <c>false</c> if there is no next table, and <c>null</c> if more bytes are
    /// needed.
    /// </summary>
    private bool? TryReadTable()
    {
        var json = _input.Open();
        if (!json.Read())
            return null;
        if (json.TokenType == JsonTokenType.EndArray)
        {
            _position = Position.End;
            return false;
        }

        List<ResultColumn> columns = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isColumns = json.ValueTextEquals("Columns"u8);
            var isRows = json.ValueTextEquals("Rows"u8);
            if (!json.Read())
                return null;
            if (isRows)
            {
                _columns = columns ?? throw new KustoDataStreamException("A table of the response has rows before columns.", null);
                _row = new object[_columns.Count];
                _position = Position.InRows;
                _input.Advance(json);
                return true;
            }

            var start = (int)json.TokenStartIndex;
            if (!json.TrySkip())
                return null;
            if (isColumns)
                columns = ReadColumns(_input.Bytes[start..(int)json.BytesConsumed]);
        }

        return null;
    }

    private static List<ResultColumn> ReadColumns(ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        return document.RootElement.EnumerateArray().Select(Column).ToList();

        static ResultColumn Column(JsonElement column) => new(
            column.GetProperty("ColumnName").GetString(),
            Text(column, "DataType") ?? Text(column, "ColumnType") ?? "");

        static string Text(JsonElement column, string name) => column.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private bool? TryReadRow()
    {
        var json = _input.Open();
        if (!json.Read())
            return null;
        if (json.TokenType == JsonTokenType.EndArray)
        {
            _position = Position.BehindRows;
            _input.Advance(json);
            return false;
        }

        // Values are created only after the complete row is in the buffer.
        var bytes = _input.Bytes;
        var probe = json;
        if (!probe.TrySkip())
            return null;
        if (json.TokenType == JsonTokenType.StartObject)
            throw ReadFailure(bytes[(int)json.TokenStartIndex..(int)probe.BytesConsumed]);

        var i = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (i == _row.Length)
                throw new KustoDataStreamException("A row of the response has more values than columns.", null);
            _row[i] = ResultValue.Read(ref json, bytes, _columns[i].Kind);
            i++;
        }

        _row.AsSpan(i).Fill(DBNull.Value);
        _input.Advance(json);
        return true;
    }

    /// <summary>
    /// Reads an error that replaces a row: <c>{"Exceptions":["text"]}</c>, where the text can be an error object, or
    /// <c>{"OneApiErrors":[…]}</c>.
    /// </summary>
    private static KustoException ReadFailure(ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Name is "Exceptions" or "OneApiErrors" && property.Value is { ValueKind: JsonValueKind.Array } errors
                && errors.GetArrayLength() > 0)
            {
                return Failures.FromRow(errors[0].ToString());
            }
        }

        return new KustoDataStreamException($"An object in place of a row contains no error: {Encoding.UTF8.GetString(json)}", null);
    }

    /// <summary>Reads up to the '}' of the current table.</summary>
    private bool? TryLeaveTable()
    {
        var json = _input.Open();
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject)
            {
                _position = Position.BeforeTable;
                _input.Advance(json);
                return true;
            }

            if (!json.Read() || !json.TrySkip())
                return null;
        }

        return null;
    }
}
