using System.Buffers;
using System.Data;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text;

namespace LatamFunctions.Responses;

/// <summary>
/// Writes CSV (RFC 4180) with a header line, CRLF and quotation marks only where required. An absent value is an empty field. Spreadsheets
/// evaluate text that starts with the first character of a formula, so the writer adds an apostrophe before such text (OWASP, "CSV
/// Injection"). Numbers and times are not changed.
/// </summary>
internal sealed class CsvRowWriter : RowWriter
{
    /// <summary>
    /// The characters that require quotation marks around a field. In spreadsheets that separate fields by semicolons or tabs, an unquoted
    /// string would become two fields, and the second field could start a formula.
    /// </summary>
    private static readonly SearchValues<char> Special = SearchValues.Create("\",;\t\r\n");

    /// <summary>
    /// The first characters of formulas, in ASCII and in the full-width forms that spreadsheets also accept. White space is included
    /// because some spreadsheets remove it.
    /// </summary>
    private static readonly SearchValues<char> FormulaStart = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    private readonly IBufferWriter<byte> _output;
    private readonly StringBuilder _line = new();

    public CsvRowWriter(IReadOnlyList<ResponseColumn> columns, IDataRecord reader, IBufferWriter<byte> output)
        : base(columns, reader) => _output = output;

    public bool HasByteOrderMark { get; init; }

    public override void Begin()
    {
        if (HasByteOrderMark)
            _output.Write(Encoding.UTF8.Preamble);
        WriteLine(NameOf);
    }

    public override void Write(IDataRecord row) => WriteLine(column => FieldOf(ValueOf(row, column)));

    public override void End(PageEnd end)
    {
    }

    private static string FieldOf(object? value) => value switch
    {
        null or DBNull or SqlDecimal { IsNull: true } => "",
        DateTime time => JsonValues.Text(time),
        bool flag => flag ? "true" : "false",
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        double number when !double.IsFinite(number) => WithoutFormula(number.ToString(CultureInfo.InvariantCulture)),
        sbyte or byte or short or int or long or float or double or decimal or Guid =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        SqlDecimal number => number.ToString(),
        string text => WithoutFormula(text),
        _ => WithoutFormula(JsonValues.OneLine(value.ToString() ?? "")),
    };

    /// <summary>Returns text that spreadsheets do not evaluate as a formula.</summary>
    private static string WithoutFormula(string text) => text.Length > 0 && FormulaStart.Contains(text[0]) ? $"'{text}" : text;

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
