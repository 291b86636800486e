using System.Buffers;
using System.Data;

namespace LatamFunctions.Responses;

/// <summary>Writes rows from Azure Data Explorer in a response format.</summary>
internal abstract class RowWriter
{
    private readonly IReadOnlyList<ResponseColumn> _columns;
    private readonly int[] _ordinals;

    protected RowWriter(IReadOnlyList<ResponseColumn> columns, IDataRecord reader)
    {
        _columns = columns;
        _ordinals = [.. columns.Select(column => reader.GetOrdinal(column.Source))];
    }

    protected int ColumnCount => _columns.Count;

    public static RowWriter Create(
        ResponseFormat format, IReadOnlyList<ResponseColumn> columns, IDataRecord reader, IBufferWriter<byte> output) => format switch
        {
            ResponseFormat.Csv => new CsvRowWriter(columns, reader, output),
            ResponseFormat.CsvWithByteOrderMark => new CsvRowWriter(columns, reader, output) { HasByteOrderMark = true },
            ResponseFormat.NdJson => new NdJsonRowWriter(columns, reader, output),
            _ => new JsonRowWriter(columns, reader, output),
        };

    public abstract void Begin();

    public abstract void Write(IDataRecord row);

    /// <param name="end">The part after the rows, in formats that can contain it.</param>
    public abstract void End(PageEnd end);

    protected object? ValueOf(IDataRecord row, int column) => row.GetValue(_ordinals[column]);

    protected Type TypeOf(IDataRecord row, int column) => row.GetFieldType(_ordinals[column]);

    protected string NameOf(int column) => _columns[column].Name;
}
