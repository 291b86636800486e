using System.Data;
using System.Data.SqlTypes;
using System.Globalization;

namespace Kusto.Data.Net.Client;

/// <summary>Implements the members of <see cref="IDataReader"/> that depend only on columns and rows.</summary>
internal abstract class RowReader : IDataReader
{
    public int FieldCount => Columns.Count;

    public int Depth => 0;

    public int RecordsAffected => -1;

    public abstract bool IsClosed { get; }

    protected abstract IReadOnlyList<ResultColumn> Columns { get; }

    public object this[int i] => GetValue(i);

    public object this[string name] => GetOrdinal(name) is >= 0 and var ordinal
        ? GetValue(ordinal)
        : throw new ArgumentException($"The result has no column '{name}'.", nameof(name));

    public abstract bool Read();

    public abstract bool NextResult();

    public abstract object GetValue(int i);

    public abstract void Dispose();

    public void Close() => Dispose();

    public string GetName(int i) => Columns[i].Name;

    public string GetDataTypeName(int i) => Columns[i].TypeName;

    public Type GetFieldType(int i) => Columns[i].ClrType;

    /// <summary>Returns the index of a column, or -1 for an unknown name, as in the official reader.</summary>
    public int GetOrdinal(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    public int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
            values[i] = GetValue(i);
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

    public decimal GetDecimal(int i) => GetValue(i) is SqlDecimal number
        ? number.Value
        : Convert.ToDecimal(GetValue(i), CultureInfo.InvariantCulture);

    public DateTime GetDateTime(int i) => (DateTime)GetValue(i);

    public Guid GetGuid(int i) => (Guid)GetValue(i);

    public string GetString(int i) => Convert.ToString(GetValue(i), CultureInfo.InvariantCulture);

    public DataTable GetSchemaTable() => throw new NotSupportedException("Use GetName and GetFieldType instead.");

    public long GetBytes(int i, long fieldOffset, byte[] buffer, int bufferoffset, int length) => throw new NotSupportedException();

    public long GetChars(int i, long fieldoffset, char[] buffer, int bufferoffset, int length) => throw new NotSupportedException();

    public IDataReader GetData(int i) => throw new NotSupportedException();
}
