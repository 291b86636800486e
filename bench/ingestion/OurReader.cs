using LatamFunctions.Events;


namespace IngestionBenchmark;

/// <summary>The reader of the function app, which reads, validates and encodes events.</summary>
internal sealed class OurReader : Candidate, IDisposable
{
    private readonly FlightEventReader _reader = new();
    private readonly FlightEventBatch _batch = new();
    private int _messages;

    public override string Name => "FlightEventReader (read, check, encode)";

    public override int RowBytes => _batch.Length;

    public override void StartBatch()
    {
        _batch.Clear();
        _messages = 0;
    }

    public override byte[] CopyRows() => _batch.OpenRows(0, _batch.Rows.Length).ToArray();

    public override int Process(ReadOnlyMemory<byte> message, Shape shape)
    {
        var events = _reader.Read(message, _messages++, in Position, Now, _batch);
        if (_batch.Rejected.Count > 0)
            throw new InvalidOperationException($"A valid event was rejected: {_batch.Rejected[0].Errors[0]}");
        return events;
    }

    public void Dispose()
    {
        _batch.Dispose();
        _reader.Dispose();
    }
}
