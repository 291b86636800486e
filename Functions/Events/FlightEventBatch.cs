using System.Buffers;

namespace LatamFunctions.Events;

/// <summary>One row for Azure Data Explorer, as a slice of the batch's bytes, and the event that it came from.</summary>
/// <param name="Identity">The hash of <see cref="EventIdentity"/>.</param>
internal readonly record struct FlightEventRow(
    int Start, int Length, int MessageIndex, int EventIndex, ulong Identity, bool HasAssignedId, ReadOnlyMemory<byte> Body);

/// <summary>An event that must not be stored: the reasons, the stage that rejected it, and its bytes as received.</summary>
internal sealed record RejectedEvent(
    int MessageIndex,
    int EventIndex,
    ReadOnlyMemory<byte> Body,
    IngestStage Stage,
    IReadOnlyList<ValidationError> Errors)
{
    /// <summary>The schema that the event names, truncated to a safe length.</summary>
    public string? Schema { get; init; }

    /// <summary>The publisher, if <see cref="Body"/> is compressed; null if the publisher is to be found there.</summary>
    public string? Source { get; init; }

    /// <summary>Whether it represents the whole message, so that none of its events is stored.</summary>
    public bool IsWholeMessage { get; init; }
}

/// <summary>
/// The result of reading some messages: rows (JSON Lines, in pooled memory) in the order of the events, and the rejected events.
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

    /// <summary>Bytes of all rows.</summary>
    public int Length => _bytes.Length;

    /// <summary>The number of leading rows that are completed: stored or rejected.</summary>
    public int CompletedRows { get; set; }

    /// <summary>The bytes of <paramref name="row"/>, with the closing line feed.</summary>
    public ReadOnlySpan<byte> BytesOf(in FlightEventRow row) => _bytes.Written.Slice(row.Start, row.Length);

    /// <summary>A read-only stream over neighboring rows, without copying them. Valid until the batch is written to again.</summary>
    public MemoryStream OpenRows(int first, int count)
    {
        var start = _rows[first].Start;
        var last = _rows[first + count - 1];
        return new MemoryStream(_bytes.Array, start, last.Start + last.Length - start, writable: false);
    }

    /// <summary>Sets the time of ingestion of neighboring rows.</summary>
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
