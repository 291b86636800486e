using LatamFunctions.Events;

namespace LatamFunctions.Publishing;

/// <summary>Collects the valid events of a request as messages for the event hub. Rows are encoded only during ingestion.</summary>
internal sealed class FlightEventMessages : EventCollector
{
    private readonly List<FlightEventMessage> _messages = [];

    public IReadOnlyList<FlightEventMessage> Valid => _messages;

    public override int Count => _messages.Count;

    internal override void Add(in ValidEvent valid) => _messages.Add(FlightEventMessage.From(in valid));

    protected override void Truncate(int count) => _messages.RemoveRange(count, _messages.Count - count);
}
