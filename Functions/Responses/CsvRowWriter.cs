using System.Buffers;
using System.Data;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text;

namespace LatamFunctions.Responses;

/// <summary>RFC 4180: a header line, CRLF, quotes only where they are needed. An absent value is an empty field.</summary>
internal sealed class CsvRowWriter : RowWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\",\r\n");

    private readonly IBufferWriter<byte> _output;
    private readonly StringBuilder _line = new();

    public CsvRowWriter(IReadOnlyList<Column> columns, IDataRecord reader, IBufferWriter<byte> output)
        : base(columns, reader) => _output = output;

    public override void Begin() => WriteLine(NameOf);

    public override void Write(IDataRecord row) => WriteLine(column => TextOf(ValueOf(row, column)));

    public override void End(string? nextLink)
    {
    }

    private static string TextOf(object? value) => value switch
    {
        null or DBNull or SqlDecimal { IsNull: true } => "",
        DateTime time => JsonValues.Text(time),
        bool flag => flag ? "true" : "false",
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        string text => text,
        _ => JsonValues.OneLine(value.ToString() ?? ""),
    };

    private void WriteLine(Func<int, string> field)
    {
        _line.Clear();
        for (var i = 0; i < ColumnCount; i++)
        {
            if (i > 0)
                _line.Append(',');
            var text = field(i);
            if (text.AsSpan().IndexOfAny(Special) < 0)
                _line.Append(text);
            else
                _line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        _line.Append("\r\n");
        foreach (var chunk in _line.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, _output);
    }
}
