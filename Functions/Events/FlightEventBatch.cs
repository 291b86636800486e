using System.Buffers;

namespace LatamFunctions.Events;

/// <summary>
/// The events read from messages: the rows (JSON Lines in pooled memory, in the order of the events) and the rejected events.
/// </summary>
internal sealed class FlightEventBatch : EventCollector, IDisposable
{
    private const int InitialBytes = 256 * 1024;
    private const int InitialRows = 512;

    private readonly PooledBytes _bytes = new(InitialBytes);
    private FlightEventRow[] _rows = ArrayPool<FlightEventRow>.Shared.Rent(InitialRows);
    private int _rowCount;

    public ReadOnlySpan<FlightEventRow> Rows => _rows.AsSpan(0, _rowCount);

    public override int Count => _rowCount;

    /// <summary>The size of all rows in bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The number of leading rows that are completed, that is, stored or rejected.</summary>
    public int CompletedRows { get; set; }

    /// <summary>Returns the bytes of <paramref name="row"/>, including the trailing line feed.</summary>
    public ReadOnlySpan<byte> BytesOf(in FlightEventRow row) => _bytes.Written.Slice(row.Start, row.Length);

    /// <summary>
    /// Opens a read-only stream over consecutive rows without copying the rows. The stream is valid until the next write to the batch.
    /// </summary>
    public MemoryStream OpenRows(int first, int count)
    {
        var start = _rows[first].Start;
        var last = _rows[first + count - 1];
        return new MemoryStream(_bytes.Array, start, last.Start + last.Length - start, writable: false);
    }

    /// <summary>Sets the ingestion time of consecutive rows.</summary>
    public void SetIngestedAt(int first, int count, DateTimeOffset time)
    {
        foreach (ref readonly var row in Rows.Slice(first, count))
            FlightEventEncoder.SetIngestedAt(_bytes.Array.AsSpan(row.Start, row.Length), time.UtcDateTime);
    }

    public override void Clear()
    {
        base.Clear();
        CompletedRows = 0;
    }

    public void Dispose()
    {
        Clear();
        _bytes.Dispose();
        var rows = _rows;
        _rows = [];
        if (rows.Length > 0)
            ArrayPool<FlightEventRow>.Shared.Return(rows);
    }

    internal override void Add(in ValidEvent valid)
    {
        var bytes = _bytes.Reserve(FlightEventEncoder.MaxBytes(valid.Json.Length, in valid.Position));
        var length = FlightEventEncoder.Encode(in valid, bytes, out var identity);
        if (_rowCount == _rows.Length)
            GrowRows();
        _rows[_rowCount++] = new FlightEventRow(
            _bytes.Length, length, valid.MessageIndex, valid.EventIndex, identity.Hash, valid.HasAssignedId, valid.Body);
        _bytes.Advance(length);
    }

    protected override void Truncate(int count)
    {
        if (count == _rowCount)
            return;

        _bytes.Truncate(_rows[count].Start);
        Array.Clear(_rows, count, _rowCount - count);
        _rowCount = count;
    }

    private void GrowRows()
    {
        var larger = ArrayPool<FlightEventRow>.Shared.Rent(_rows.Length * 2);
        Rows.CopyTo(larger);
        ArrayPool<FlightEventRow>.Shared.Return(_rows, clearArray: true);
        _rows = larger;
    }
}
