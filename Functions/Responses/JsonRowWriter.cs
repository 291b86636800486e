using System.Buffers;
using System.Data;
using System.Text.Json;
using LatamFunctions.Http;

namespace LatamFunctions.Responses;

/// <summary>Writes rows as a JSON document: <c>{"value":[…],"count":…,"nextLink":"…"}</c>.</summary>
internal sealed class JsonRowWriter : RowWriter
{
    private readonly Utf8JsonWriter _json;
    private readonly JsonEncodedText[] _names;

    public JsonRowWriter(IReadOnlyList<ResponseColumn> columns, IDataRecord reader, IBufferWriter<byte> output)
        : base(columns, reader)
    {
        _json = new Utf8JsonWriter(output, ResponseJson.Options);
        _names = JsonValues.NamesOf(columns);
    }

    public override void Begin()
    {
        _json.WriteStartObject();
        _json.WriteStartArray("value");
    }

    /// <remarks>
    /// Each row is flushed, because Utf8JsonWriter keeps a reference to the output's memory, which a pipe reuses after a flush.
    /// </remarks>
    public override void Write(IDataRecord row)
    {
        WriteObject(_json, row);
        _json.Flush();
    }

    public override void End(PageEnd end)
    {
        _json.WriteEndArray();
        if (end.Count is { } count)
            _json.WriteNumber("count", count);
        if (end.NextLink is not null)
            _json.WriteString("nextLink", end.NextLink);
        if (end.DeltaLink is not null)
            _json.WriteString("deltaLink", end.DeltaLink);
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Writes a row as the whole document.</summary>
    public void WriteSingle(IDataRecord row)
    {
        WriteObject(_json, row);
        _json.Flush();
    }

    private void WriteObject(Utf8JsonWriter json, IDataRecord row)
    {
        json.WriteStartObject();
        for (var i = 0; i < ColumnCount; i++)
            JsonValues.WriteProperty(json, _names[i], ValueOf(row, i), TypeOf(row, i));
        json.WriteEndObject();
    }
}
