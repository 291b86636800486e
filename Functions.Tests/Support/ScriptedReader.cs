using System.Data;
using System.Diagnostics.CodeAnalysis;

namespace LatamFunctions.Tests.Support;

/// <summary>
/// A reader of rows with one string column. If <paramref name="failure"/> is not <c>null</c>, the reader throws this exception after the
/// rows, as in a partial query failure.
/// </summary>
internal sealed class ScriptedReader(int rows, Exception? failure = null) : IDataReader
{
    private int _row;

    public bool IsDisposed { get; private set; }

    /// <summary>Whether a thread pool thread has read a row.</summary>
    public bool ReadByPool { get; private set; }

    /// <summary>An action that runs before each row. The argument is the row number, starting at 1.</summary>
    public Action<int>? BeforeRow { get; init; }

    public int FieldCount => 1;

    public int Depth => 0;

    public bool IsClosed => IsDisposed;

    public int RecordsAffected => -1;

    public object this[int i] => GetValue(i);

    public object this[string name] => GetValue(0);

    public bool Read()
    {
        ReadByPool |= Thread.CurrentThread.IsThreadPoolThread;
        if (_row < rows)
        {
            BeforeRow?.Invoke(_row + 1);
            _row++;
            return true;
        }

        return failure is null ? false : throw failure;
    }

    public string GetName(int i) => "FlightId";

    public object GetValue(int i) => i == 1 ? DateTime.UnixEpoch : $"flight-{_row}";

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public Type GetFieldType(int i) => typeof(string);

    public void Dispose() => IsDisposed = true;

    public void Close() => Dispose();

    public bool NextResult() => false;

    public DataTable? GetSchemaTable() => null;

    public bool IsDBNull(int i) => false;

    public string GetString(int i) => (string)GetValue(i);

    public int GetOrdinal(string name) => name == "OccurredAt" ? 1 : 0;

    public string GetDataTypeName(int i) => "String";

    public int GetValues(object[] values) => throw new NotSupportedException();

    public bool GetBoolean(int i) => throw new NotSupportedException();

    public byte GetByte(int i) => throw new NotSupportedException();

    public long GetBytes(int i, long fieldOffset, byte[]? buffer, int bufferoffset, int length) => throw new NotSupportedException();

    public char GetChar(int i) => throw new NotSupportedException();

    public long GetChars(int i, long fieldoffset, char[]? buffer, int bufferoffset, int length) => throw new NotSupportedException();

    public IDataReader GetData(int i) => throw new NotSupportedException();

    public DateTime GetDateTime(int i) => throw new NotSupportedException();

    public decimal GetDecimal(int i) => throw new NotSupportedException();

    public double GetDouble(int i) => throw new NotSupportedException();

    public float GetFloat(int i) => throw new NotSupportedException();

    public Guid GetGuid(int i) => throw new NotSupportedException();

    public short GetInt16(int i) => throw new NotSupportedException();

    public int GetInt32(int i) => throw new NotSupportedException();

    public long GetInt64(int i) => throw new NotSupportedException();
}
