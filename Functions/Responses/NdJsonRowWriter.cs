using System.Buffers;
using System.Data;
using System.Text.Json;
using LatamFunctions.Http;

namespace LatamFunctions.Responses;

/// <summary>Writes rows as JSON Lines: one object per line.</summary>
internal sealed class NdJsonRowWriter : RowWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly Utf8JsonWriter _json;
    private readonly JsonEncodedText[] _names;

    public NdJsonRowWriter(IReadOnlyList<ResponseColumn> columns, IDataRecord reader, IBufferWriter<byte> output)
        : base(columns, reader)
    {
        _output = output;
        _json = new Utf8JsonWriter(output, ResponseJson.Options);
        _names = JsonValues.NamesOf(columns);
    }

    public override void Begin()
    {
    }

    public override void Write(IDataRecord row)
    {
        _json.WriteStartObject();
        for (var i = 0; i < ColumnCount; i++)
            JsonValues.WriteProperty(_json, _names[i], ValueOf(row, i), TypeOf(row, i));
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _output.Write("\n"u8);
    }

    public override void End(PageEnd end)
    {
    }
}
