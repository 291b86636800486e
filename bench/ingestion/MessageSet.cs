using System.Text;

namespace IngestionBenchmark;

/// <summary>Messages that contain the sample events in one of the shapes.</summary>
internal sealed class MessageSet
{
    public const int EventsPerLines = 100;

    private MessageSet(Shape shape, int events, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        Shape = shape;
        Events = events;
        Messages = messages;
        Bytes = messages.Sum(message => (long)message.Length);
    }

    public Shape Shape { get; }

    public int Events { get; }

    public long Bytes { get; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Messages { get; }

    public string Description => Shape switch
    {
        Shape.Bare => "bare objects, one per message",
        Shape.Lines => $"JSON Lines, {EventsPerLines} per message",
        _ => "CloudEvents structured, one per message",
    };

    public static MessageSet Create(Shape shape, IReadOnlyList<SampleEvent> events)
    {
        var messages = shape switch
        {
            Shape.Bare => events.Select(sample => sample.ToJson()),
            Shape.Lines => events.Select(sample => sample.ToJson()).Chunk(EventsPerLines).Select(lines => string.Join('\n', lines)),
            _ => events.Select(sample => sample.ToCloudEvent()),
        };
        return new MessageSet(shape, events.Count, [.. messages.Select(json => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(json))]);
    }
}
