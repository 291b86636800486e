using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using LatamFunctions.Ingestion;

namespace LatamFunctions.Tests.Ingestion;

/// <summary>
/// Compares the decoder with the SDK's decoder. The .NET, JavaScript and Python SDKs published the messages. Each line of amqp-messages.txt
/// contains the name of the SDK and a message as delivered by the local event hub.
/// </summary>
public class AmqpEventDecoderTests
{
    /// <summary>A data section with the text x.</summary>
    private const string Data = "005375A00178";

    private static readonly (string Sdk, byte[] Bytes)[] Messages =
    [
        .. from line in File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "amqp-messages.txt"))
           let parts = line.Split(' ')
           select (parts[0], Convert.FromHexString(parts[1])),
    ];

    [Test]
    public void Decoded_events_equal_the_events_that_the_SDK_decodes([Values("dotnet", "javascript", "python")] string sdk)
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
        Assert.That(decoded.Count(one => one.Event is not null), Is.GreaterThan(messages.Count / 2), "common forms are decoded here");
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
    public void A_damaged_message_is_decoded_as_the_SDK_decodes_it_or_passed_to_the_SDK([Values(1, 2, 3)] int seed)
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

    /// <summary>The AMQP-encoded value (part 1, 1.6) of an application property k, which precedes the data section.</summary>
    [TestCase("41", true)]
    [TestCase("42", false)]
    [TestCase("5601", true)]
    [TestCase("5600", false)]
    [TestCase("54FE", -2)]
    [TestCase("71FFFFFFFE", -2)]
    [TestCase("55FE", -2L)]
    [TestCase("81FFFFFFFFFFFFFFFE", -2L)]
    [TestCase("823FF8000000000000", 1.5)]
    [TestCase("A1026869", "hi")]
    [TestCase("B1000000026869", "hi")]
    [TestCase("A100", "")]
    public void A_value_of_a_property_is_read(string value, object expected)
    {
        var bytes = WithProperty(value);

        var decoded = AmqpEventDecoder.TryDecode(BinaryData.FromBytes(bytes));

        Assert.That(decoded!.Properties, Is.EqualTo(new Dictionary<string, object> { ["k"] = expected }));
        Assert.That(decoded.Properties["k"], Is.TypeOf(expected.GetType()));
        Assert.That(decoded.EventBody.ToString(), Is.EqualTo("x"));
        AssertSame(decoded, BySdk(bytes));
    }

    [TestCase("8300000000000003E8", "1970-01-01T00:00:01Z")]
    [TestCase("83FFFFC77CEDD32800", "0001-01-01T00:00:00Z")]
    [TestCase("830000E677D21FDBFF", "9999-12-31T23:59:59.999Z")]
    public void A_time_of_a_property_is_read(string value, string expected) => Assert.That(
        AmqpEventDecoder.TryDecode(BinaryData.FromBytes(WithProperty(value)))!.Properties["k"],
        Is.EqualTo(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime));

    [TestCase("5602")] // a Boolean value that is neither 0 nor 1
    [TestCase("40")] // null
    [TestCase("5207")] // another type
    [TestCase("A101FF")] // text that is not UTF-8
    [TestCase("83FFFFC77CEDD327FF")] // a time before the year 1
    [TestCase("830000E677D21FDC00")] // a time after the year 9999
    public void A_value_of_another_type_is_left_to_the_SDK(string value) =>
        Assert.That(AmqpEventDecoder.TryDecode(BinaryData.FromBytes(WithProperty(value))), Is.Null);

    /// <summary>AMQP-encoded sections, which precede a data section with the text x.</summary>
    [TestCase("005373C0050240A10175")] // a user id
    [TestCase("005373C0030140A0")] // more properties than the declared count
    [TestCase("005373C00301A100")] // an empty message id
    [TestCase("005374C10401A1016B")] // a name without a value
    [TestCase("005374C10402A1016B")] // a missing value
    [TestCase("005374C10904A1016B41A1016B41")] // a name that appears twice
    [TestCase("005374C10602A1016B4142")] // more values than the declared count
    [TestCase("005374C10502A1016B41005374C10502A1016C41")] // two sections of the same type
    [TestCase("005378C10502A1016B41")] // an unsupported section
    [TestCase("00537D")] // an unknown section
    public void A_message_of_another_form_is_left_to_the_SDK(string sections) =>
        Assert.That(AmqpEventDecoder.TryDecode(BinaryData.FromBytes(Convert.FromHexString(sections + Data))), Is.Null);

    [TestCase(Data + Data)] // two data sections
    [TestCase("")] // no section
    [TestCase("005374C10502A1016B41")] // no data section
    public void A_message_without_one_section_of_data_is_left_to_the_SDK(string message) =>
        Assert.That(AmqpEventDecoder.TryDecode(BinaryData.FromBytes(Convert.FromHexString(message))), Is.Null);

    /// <summary>Encodes the descriptor of the data section in eight bytes and its length in four bytes.</summary>
    [Test]
    public void The_wide_forms_of_descriptors_and_lengths_are_read()
    {
        var bytes = Convert.FromHexString("00800000000000000075B00000000178");

        Assert.That(AmqpEventDecoder.TryDecode(BinaryData.FromBytes(bytes))!.EventBody.ToString(), Is.EqualTo("x"));
        Assert.That(
            AmqpEventDecoder.TryDecode(BinaryData.FromBytes(Convert.FromHexString("00800000000000000175B00000000178"))), Is.Null);
    }

    [Test]
    public void The_fields_of_the_properties_section_are_read()
    {
        // message-id m, user-id null, to t, subject s, reply-to r, correlation-id c, content-type x, content-encoding e
        var bytes = Convert.FromHexString("005373C0" + "1708" + "A1016D40A10174A10173A10172A10163A30178A30165" + Data);

        var message = AmqpEventDecoder.TryDecode(BinaryData.FromBytes(bytes))!.GetRawAmqpMessage();

        var properties = message.Properties;
        Assert.That(
            (properties.MessageId.ToString(), properties.To.ToString(), properties.Subject, properties.ReplyTo.ToString(),
                properties.CorrelationId.ToString(), properties.ContentType, properties.ContentEncoding),
            Is.EqualTo(("m", "t", "s", "r", "c", "x", "e")));
        AssertSame(new EventData(message), BySdk(bytes));
    }

    [TestCase("", null)]
    [TestCase("005372C11A02A315782D6F70742D73657175656E63652D6E756D6265725507", 7L)]
    [TestCase("005370450053" + "72C11A02A315782D6F70742D73657175656E63652D6E756D6265725507", 7L)]
    [TestCase("005371C10100" + "005372C11A02A315782D6F70742D73657175656E63652D6E756D6265725507", 7L)]
    [TestCase("00537045", null)]
    [TestCase("00537040" + "005372C11A02A315782D6F70742D73657175656E63652D6E756D6265725507", null)]
    [TestCase(Data + "005372C11A02A315782D6F70742D73657175656E63652D6E756D6265725507", null)]
    public void The_position_of_a_message_that_cannot_be_decoded_is_read_from_its_annotations(string bytes, object? sequenceNumber)
    {
        var message = AmqpEventDecoder.AnnotationsOf(BinaryData.FromBytes(Convert.FromHexString(bytes)));

        message.MessageAnnotations.TryGetValue("x-opt-sequence-number", out var read);
        Assert.That(read, Is.EqualTo(sequenceNumber));
    }

    [Test]
    public void Decoding_uses_less_than_a_third_of_the_memory_of_the_SDK()
    {
        var message = Messages.First(message => BySdk(message.Bytes).MessageId is not null).Bytes;

        Assert.That(
            BytesOf(() => AmqpEventDecoder.TryDecode(BinaryData.FromBytes(message))!), Is.LessThan(BytesOf(() => BySdk(message)) / 3));
    }

    private static byte[] WithProperty(string value) =>
        Convert.FromHexString($"005374C1{(value.Length / 2) + 4:X2}02A1016B{value}{Data}");

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

    /// <summary>Returns the values of the annotations. The properties throw if an annotation has an unexpected type.</summary>
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
