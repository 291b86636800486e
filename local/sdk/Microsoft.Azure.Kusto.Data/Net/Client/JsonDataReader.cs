using System.Buffers;
using System.Data;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text.Json;
using Kusto.Data.Exceptions;
using Newtonsoft.Json.Linq;

namespace Kusto.Data.Net.Client;

/// <summary>
/// The first table of a v1 response, row by row as it arrives: memory holds one row and a buffer. A partial failure, which Kusto
/// reports behind the rows of a 200, is thrown by <see cref="Read"/>.
/// </summary>
internal sealed class JsonDataReader : IDataReader
{
    private readonly Stream _stream;
    private readonly IDisposable _owner;
    private readonly List<(string Name, string Type)> _columns = [];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _start;
    private int _end;
    private bool _isLast;
    private JsonReaderState _state;
    private object[] _row;
    private bool _rowsEnded;
    private bool _hasTable;

    private JsonDataReader(Stream stream, IDisposable owner)
    {
        _stream = stream;
        _owner = owner;
    }

    private enum Step
    {
        Done,
        NeedsMore,
        End,
    }

    public int FieldCount => _columns.Count;

    public int Depth => 0;

    public bool IsClosed => _buffer is null;

    public int RecordsAffected => -1;

    public object this[int i] => GetValue(i);

    public object this[string name] => GetValue(GetOrdinal(name));

    /// <summary>Reads up to the first row, so that an error known by then is thrown here.</summary>
    public static async Task<JsonDataReader> OpenAsync(Stream stream, IDisposable owner, CancellationToken cancellationToken)
    {
        var reader = new JsonDataReader(stream, owner);
        try
        {
            while (reader.ReadHeader() == Step.NeedsMore)
                reader.Filled(await stream.ReadAsync(reader.Room(), cancellationToken).ConfigureAwait(false));
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public bool Read()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        while (!_rowsEnded)
        {
            switch (ReadRow())
            {
                case Step.Done:
                    return true;
                case Step.End:
                    _rowsEnded = true;
                    break;
                default:
                    Fill();
                    break;
            }
        }

        ReadRest();
        return false;
    }

    public void Close() => Dispose();

    public void Dispose()
    {
        if (_buffer is null)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _stream.Dispose();
        _owner.Dispose();
    }

    public bool NextResult() => false;

    public DataTable GetSchemaTable() => throw new NotSupportedException("Ask GetName and GetDataTypeName instead.");

    public string GetName(int i) => _columns[i].Name;

    public string GetDataTypeName(int i) => _columns[i].Type;

    public int GetOrdinal(string name)
    {
        var ordinal = _columns.FindIndex(column => column.Name == name);
        return ordinal >= 0 ? ordinal : throw new IndexOutOfRangeException($"The result has no column '{name}'.");
    }

    public Type GetFieldType(int i) => _columns[i].Type switch
    {
        "bool" => typeof(sbyte),
        "int" => typeof(int),
        "long" => typeof(long),
        "real" => typeof(double),
        "decimal" => typeof(SqlDecimal),
        "datetime" => typeof(DateTime),
        "timespan" => typeof(TimeSpan),
        "guid" => typeof(Guid),
        "dynamic" => typeof(object),
        _ => typeof(string),
    };

    public object GetValue(int i) => (_row ?? throw new InvalidOperationException("There is no row: call Read first."))[i];

    public int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        Array.Copy(_row, values, count);
        return count;
    }

    public bool IsDBNull(int i) => GetValue(i) is DBNull;

    public bool GetBoolean(int i) => Convert.ToBoolean(GetValue(i), CultureInfo.InvariantCulture);

    public byte GetByte(int i) => Convert.ToByte(GetValue(i), CultureInfo.InvariantCulture);

    public char GetChar(int i) => Convert.ToChar(GetValue(i), CultureInfo.InvariantCulture);

    public short GetInt16(int i) => Convert.ToInt16(GetValue(i), CultureInfo.InvariantCulture);

    public int GetInt32(int i) => Convert.ToInt32(GetValue(i), CultureInfo.InvariantCulture);

    public long GetInt64(int i) => Convert.ToInt64(GetValue(i), CultureInfo.InvariantCulture);

    public float GetFloat(int i) => Convert.ToSingle(GetValue(i), CultureInfo.InvariantCulture);

    public double GetDouble(int i) => Convert.ToDouble(GetValue(i), CultureInfo.InvariantCulture);

    public decimal GetDecimal(int i) => GetValue(i) is SqlDecimal number ? number.Value : Convert.ToDecimal(GetValue(i), CultureInfo.InvariantCulture);

    public DateTime GetDateTime(int i) => (DateTime)GetValue(i);

    public Guid GetGuid(int i) => (Guid)GetValue(i);

    public string GetString(int i) => Convert.ToString(GetValue(i), CultureInfo.InvariantCulture);

    public long GetBytes(int i, long fieldOffset, byte[] buffer, int bufferoffset, int length) => throw new NotSupportedException();

    public long GetChars(int i, long fieldoffset, char[] buffer, int bufferoffset, int length) => throw new NotSupportedException();

    public IDataReader GetData(int i) => throw new NotSupportedException();

    private static object Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string type) => reader.TokenType switch
    {
        JsonTokenType.Null => type == "string" ? "" : DBNull.Value,
        JsonTokenType.True => type == "bool" ? (sbyte)1 : new JValue(true),
        JsonTokenType.False => type == "bool" ? (sbyte)0 : new JValue(false),
        JsonTokenType.String => FromText(reader.GetString(), type),
        JsonTokenType.Number => FromNumber(ref reader, type),
        _ => Nested(ref reader, json),
    };

    private static object FromNumber(ref Utf8JsonReader reader, string type) => type switch
    {
        "int" => reader.GetInt32(),
        "real" => reader.GetDouble(),
        "bool" => (sbyte)(reader.GetDouble() == 0 ? 0 : 1),
        "decimal" => new SqlDecimal(reader.GetDecimal()),
        "dynamic" => reader.TryGetInt64(out var whole) ? new JValue(whole) : new JValue(reader.GetDouble()),
        "timespan" => TimeSpan.FromTicks(reader.GetInt64()),
        _ => reader.GetInt64(),
    };

    private static object FromText(string text, string type) => type switch
    {
        "datetime" => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal),
        "timespan" => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
        "guid" => Guid.Parse(text),
        "decimal" => SqlDecimal.Parse(text),
        "real" => double.Parse(text, CultureInfo.InvariantCulture),
        "long" => long.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };

    private static JToken Nested(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;

        // The whole row is there, but Skip refuses while more of the answer is to come.
        reader.TrySkip();
        return JToken.Parse(System.Text.Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]));
    }

    private Utf8JsonReader Open() => new(_buffer.AsSpan(_start.._end), _isLast, _state);

    private void Consumed(in Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    /// <summary>Up to the '[' that opens the rows of the first table.</summary>
    private Step ReadHeader()
    {
        var json = Open();
        _columns.Clear();
        var property = "";
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    property = json.GetString();
                    if (json.CurrentDepth == 1 && property == "error")
                        throw new KustoServiceException("Kusto answered 200 with an error.", null);
                    break;
                case JsonTokenType.StartObject when json.CurrentDepth == 4 && property is "Columns" or "ColumnName" or "DataType" or "ColumnType":
                    _columns.Add(("", "string"));
                    break;
                case JsonTokenType.String when json.CurrentDepth == 5:
                    var text = json.GetString();
                    var column = _columns[^1];
                    _columns[^1] = property switch
                    {
                        "ColumnName" => (text, column.Type),
                        "ColumnType" => (column.Name, text),
                        _ => column,
                    };
                    break;
                case JsonTokenType.StartArray when property == "Rows" && json.CurrentDepth == 3:
                    _row = null;
                    _hasTable = true;
                    Consumed(json);
                    return Step.Done;
            }
        }

        if (!_isLast)
            return Step.NeedsMore;
        throw new KustoDataStreamException("The answer holds no table.", null);
    }

    private Step ReadRow()
    {
        var json = Open();
        var bytes = _buffer.AsSpan(_start.._end);
        if (!json.Read())
            return NeedsMore();
        switch (json.TokenType)
        {
            case JsonTokenType.EndArray:
                Consumed(json);
                return Step.End;
            case JsonTokenType.StartObject:
                if (!json.TrySkip())
                    return NeedsMore();
                throw PartialFailure(System.Text.Encoding.UTF8.GetString(bytes[..(int)json.BytesConsumed]));
        }

        // A whole row must be there before its values are made.
        var probe = json;
        if (!probe.TrySkip())
            return NeedsMore();
        var row = new object[_columns.Count];
        for (var i = 0; i < row.Length; i++)
        {
            json.Read();
            row[i] = Value(ref json, bytes, _columns[i].Type);
        }

        json.Read();
        _row = row;
        Consumed(json);
        return Step.Done;
    }

    /// <summary>What stands behind the rows: other tables, which nobody asked for, and perhaps a top-level "Exceptions".</summary>
    private void ReadRest()
    {
        if (!_hasTable)
            return;
        _hasTable = false;
        var inExceptions = false;
        while (true)
        {
            var json = Open();
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName)
                    inExceptions = json.CurrentDepth == 1 && json.ValueTextEquals("Exceptions");
                else if (inExceptions && json.TokenType == JsonTokenType.String)
                    throw PartialFailure(json.GetString());
            }

            Consumed(json);
            if (_isLast)
                return;
            Fill();
        }
    }

    private static KustoException PartialFailure(string text) =>
        text.Contains("LimitsExceeded", StringComparison.Ordinal) || text.Contains("80DA0003", StringComparison.Ordinal)
            ? new KustoServicePartialQueryFailureLimitsExceededException(text, null)
            : new KustoServicePartialQueryFailureException(text, null);

    private Step NeedsMore() => _isLast ? throw new KustoDataStreamException("The answer ends in the middle of its rows.", null) : Step.NeedsMore;

    private void Fill() => Filled(Receive());

    private int Receive()
    {
        try
        {
            return _stream.Read(Room().Span);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new KustoDataStreamException("The answer broke off in the middle of its rows.", e);
        }
    }

    private Memory<byte> Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan().CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_end);
    }

    private void Filled(int count)
    {
        _end += count;
        _isLast = count == 0;
    }
}
