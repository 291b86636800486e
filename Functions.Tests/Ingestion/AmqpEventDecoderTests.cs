using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using LatamFunctions.Ingestion;

namespace LatamFunctions.Tests.Ingestion;

/// <summary>
/// The decoder compared with the SDK's, with messages that the .NET, JavaScript and Python SDKs published (amqp-messages.txt: the SDK, and
/// the message as the local event hub delivers it).
/// </summary>
public class AmqpEventDecoderTests
{
    private static readonly (string Sdk, byte[] Bytes)[] Messages =
    [
        .. from line in File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "amqp-messages.txt"))
           let parts = line.Split(' ')
           select (parts[0], Convert.FromHexString(parts[1])),
    ];

    [Test]
    public void Decoded_events_equal_those_of_the_SDK([Values("dotnet", "javascript", "python")] string sdk)
    {
        var messages = Messages.Where(message => message.Sdk == sdk).Select(message => message.Bytes).ToList();
        var decoded = messages.Select(bytes => (Bytes: bytes, Event: AmqpEventDecoder.TryDecode(BinaryData.FromBytes(bytes)))).ToList();

        Assert.Multiple(() =>
        {
            foreach (var (bytes, data) in decoded)
            {
                if (data is not null)
                    AssertSame(data, BySdk(bytes));
            }
        });
        Assert.That(decoded.Count(one => one.Event is not null), Is.GreaterThan(messages.Count / 2), "the usual forms need no help");
    }

    [Test]
    public void Messages_without_a_data_section_are_decoded_by_the_SDK()
    {
        var left = Messages.Where(message => AmqpEventDecoder.TryDecode(BinaryData.FromBytes(message.Bytes)) is null)
            .Select(message => BySdk(message.Bytes).GetRawAmqpMessage()).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(left, Has.Some.Matches<AmqpAnnotatedMessage>(message => message.Body.BodyType == AmqpMessageBodyType.Value));
            Assert.That(left, Has.Some.Matches<AmqpAnnotatedMessage>(message => message.Body.BodyType == AmqpMessageBodyType.Sequence));
            Assert.That(left, Has.Some.Matches<AmqpAnnotatedMessage>(message => message.HasSection(AmqpMessageSection.Footer)));
            Assert.That(left, Has.Some.Matches<AmqpAnnotatedMessage>(message => message.ApplicationProperties.ContainsKey("decimal")));
        });
    }

    [Test]
    public void A_truncated_message_is_decoded_by_the_SDK()
    {
        foreach (var (_, bytes) in Messages)
        {
            for (var length = 0; length < bytes.Length; length++)
                AssertSameOrLeft(bytes[..length]);
        }
    }

    [Test]
    public void A_damaged_message_is_decoded_as_by_the_SDK_or_passed_to_the_SDK([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = (byte[])Messages[random.Next(Messages.Length)].Bytes.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            AssertSameOrLeft(bytes);
        }
    }

    [Test]
    public void Decoding_uses_less_than_a_third_of_the_memory_of_the_SDK()
    {
        var message = Messages.First(message => BySdk(message.Bytes).MessageId is not null).Bytes;

        Assert.That(
            BytesOf(() => AmqpEventDecoder.TryDecode(BinaryData.FromBytes(message))!), Is.LessThan(BytesOf(() => BySdk(message)) / 3));
    }

    private static long BytesOf(Func<EventData> decode)
    {
        decode();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            decode();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static EventData BySdk(byte[] bytes) => new(AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes(bytes)));

    private static void AssertSameOrLeft(byte[] bytes)
    {
        if (AmqpEventDecoder.TryDecode(BinaryData.FromBytes(bytes)) is { } decoded)
            AssertSame(decoded, BySdk(bytes));
    }

    private static void AssertSame(EventData actual, EventData expected)
    {
        Assert.That(actual.EventBody.ToArray(), Is.EqualTo(expected.EventBody.ToArray()));
        Assert.That(Position(actual), Is.EqualTo(Position(expected)));
        Assert.That(
            (actual.MessageId, actual.CorrelationId, actual.ContentType),
            Is.EqualTo((expected.MessageId, expected.CorrelationId, expected.ContentType)));
        AssertSame(actual.Properties, expected.Properties);
        AssertSame(actual.SystemProperties, expected.SystemProperties);
        Assert.That(
            actual.GetRawAmqpMessage().ToBytes().ToArray(), Is.EqualTo(expected.GetRawAmqpMessage().ToBytes().ToArray()), "every section");
    }

    /// <summary>The values of the annotations; one of an unexpected type makes each property throw.</summary>
    private static object?[] Position(EventData data)
    {
        return
        [
            Value(() => data.SequenceNumber), Value(() => data.OffsetString), Value(() => data.EnqueuedTime),
            Value(() => data.PartitionKey),
        ];

        static object? Value(Func<object?> read)
        {
            try
            {
                return read();
            }
            catch (Exception e)
            {
                return e.GetType();
            }
        }
    }

    private static void AssertSame(IEnumerable<KeyValuePair<string, object>> actual, IEnumerable<KeyValuePair<string, object>> expected) =>
        Assert.That(
            actual.Select(pair => (pair.Key, pair.Value, pair.Value?.GetType())),
            Is.EquivalentTo(expected.Select(pair => (pair.Key, pair.Value, pair.Value?.GetType()))));
}
