using System.Buffers.Binary;
using LocalEventHubs.Errors;

namespace LocalEventHubs.Messages;

/// <summary>
/// Writes the sections of an event that was not received as an AMQP message: properties, application properties, and one data section.
/// </summary>
internal sealed class SectionWriter(PooledBuffer buffer)
{
    private int _map = -1;
    private int _items;
    private int _data;

    /// <param name="contentType">The content type, which must be ASCII, because AMQP encodes it as a symbol.</param>
    public void WriteProperties(string? contentType, string? messageId, string? correlationId)
    {
        if (contentType is null && messageId is null && correlationId is null)
            return;

        buffer.WriteSection(SectionCode.Properties);
        var list = buffer.BeginCompound(FormatCode.List32);
        WriteText(messageId);
        for (var i = 0; i < 4; i++) // user-id, to, subject, reply-to
            buffer.WriteNull();
        WriteText(correlationId);
        if (contentType is null)
            buffer.WriteNull();
        else
            buffer.WriteSymbol(contentType);
        buffer.EndCompound(list, 7);
    }

    /// <summary>
    /// Adds an application property. Call this method after <see cref="WriteProperties"/> and before <see cref="BeginBody"/>.
    /// </summary>
    /// <exception cref="EventHubsException">The type of the value is not supported.</exception>
    public void AddProperty(string name, object value)
    {
        if (_map < 0)
        {
            buffer.WriteSection(SectionCode.ApplicationProperties);
            _map = buffer.BeginCompound(FormatCode.Map32);
        }

        buffer.WriteString(name);
        WriteValue(name, value);
        _items += 2;
    }

    /// <summary>
    /// Returns space for a body of at most <paramref name="maxLength"/> bytes, which the caller fills before it calls
    /// <see cref="EndBody"/>.
    /// </summary>
    public Span<byte> BeginBody(int maxLength)
    {
        if (_map >= 0)
            buffer.EndCompound(_map, _items);
        (_map, _items) = (-1, 0);

        buffer.WriteSection(SectionCode.Data);
        buffer.Take(1 + sizeof(int))[0] = FormatCode.Binary32;
        _data = buffer.Length;
        return buffer.GetSpan(maxLength)[..maxLength];
    }

    public void EndBody(int length)
    {
        buffer.Take(length);
        BinaryPrimitives.WriteInt32BigEndian(buffer.Span[(_data - sizeof(int))..], length);
    }

    private void WriteText(string? value)
    {
        if (value is null)
            buffer.WriteNull();
        else
            buffer.WriteString(value);
    }

    private void WriteValue(string name, object value)
    {
        switch (value)
        {
            case string text:
                buffer.WriteString(text);
                break;
            case bool flag:
                buffer.WriteBoolean(flag);
                break;
            case int number:
                buffer.WriteInt(number);
                break;
            case long number:
                buffer.WriteLong(number);
                break;
            case double number:
                buffer.WriteDouble(number);
                break;
            case decimal number:
                buffer.Write(AmqpObject.Encode(number));
                break;
            case Guid guid:
                buffer.WriteUuid(guid);
                break;
            case DateTimeOffset time:
                buffer.WriteTimestamp(time);
                break;
            case byte[] bytes:
                buffer.WriteBinary(bytes);
                break;
            default:
                throw new EventHubsException(
                    EventHubsErrorReason.InvalidArgument,
                    $"The property '{name}' is a {value?.GetType().Name ?? "null"}, which is not supported. "
                    + "Use string, bool, int, long, double, decimal, Guid, DateTimeOffset or byte[].");
        }
    }
}
