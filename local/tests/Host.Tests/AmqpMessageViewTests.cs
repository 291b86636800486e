using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Core.Amqp;
using LocalFunctions.Host.Amqp;

namespace LocalFunctions.Host.Tests;

/// <summary>Tests the AMQP reader with messages from the official encoder and with malformed messages.</summary>
public sealed class AmqpMessageViewTests
{
    [Test]
    public void Application_properties_of_every_type_become_JSON()
    {
        var message = new AmqpAnnotatedMessage(AmqpMessageBody.FromData([new byte[] { 1, 2 }]));
        message.ApplicationProperties["string"] = "ü\"";
        message.ApplicationProperties["byte"] = (byte)200;
        message.ApplicationProperties["sbyte"] = (sbyte)-3;
        message.ApplicationProperties["short"] = (short)-300;
        message.ApplicationProperties["ushort"] = (ushort)65000;
        message.ApplicationProperties["int"] = -70000;
        message.ApplicationProperties["uint"] = 4_000_000_000u;
        message.ApplicationProperties["long"] = long.MinValue;
        message.ApplicationProperties["ulong"] = ulong.MaxValue;
        message.ApplicationProperties["zero"] = 0u;
        message.ApplicationProperties["float"] = 1.5f;
        message.ApplicationProperties["double"] = -2.25;
        message.ApplicationProperties["true"] = true;
        message.ApplicationProperties["char"] = 'é';
        message.ApplicationProperties["time"] = new DateTime(2026, 11, 26, 1, 2, 3, DateTimeKind.Utc);
        message.ApplicationProperties["guid"] = Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff");
        message.ApplicationProperties["long text"] = new string('x', 300);

        var json = Properties(message.ToBytes());

        Assert.That(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json), Relaxed), Is.EqualTo(JsonSerializer.Serialize(
            JsonSerializer.Deserialize<JsonElement>("{" + string.Join(
                ',',
                "\"string\":\"ü\\\"\"",
                "\"byte\":200",
                "\"sbyte\":-3",
                "\"short\":-300",
                "\"ushort\":65000",
                "\"int\":-70000",
                "\"uint\":4000000000",
                "\"long\":-9223372036854775808",
                "\"ulong\":18446744073709551615",
                "\"zero\":0",
                "\"float\":1.5",
                "\"double\":-2.25",
                "\"true\":true",
                "\"char\":\"é\"",
                "\"time\":\"2026-11-26T01:02:03Z\"",
                "\"guid\":\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"",
                $"\"long text\":\"{new string('x', 300)}\"") + "}"),
            Relaxed)));
    }

    [Test]
    public void The_body_is_found_after_all_other_sections()
    {
        var message = new AmqpAnnotatedMessage(AmqpMessageBody.FromData([Encoding.UTF8.GetBytes("the body")]));
        message.Header.Durable = true;
        message.DeliveryAnnotations["x"] = 1;
        message.MessageAnnotations["y"] = 2;
        message.Properties.Subject = "subject";
        message.ApplicationProperties["z"] = 3;
        message.Footer["f"] = 4;

        Assert.That(Encoding.UTF8.GetString(AmqpMessageView.Body(message.ToBytes())), Is.EqualTo("the body"));
    }

    [Test]
    public void A_message_truncated_at_any_byte_is_rejected_or_read_to_its_end()
    {
        var message = new AmqpAnnotatedMessage(AmqpMessageBody.FromData([new byte[20]]));
        message.MessageAnnotations["x-opt-offset"] = "12";
        message.ApplicationProperties["text"] = new string('x', 300);
        var bytes = message.ToBytes().ToArray();
        var rejected = 0;
        for (var length = 1; length < bytes.Length; length++)
        {
            try
            {
                Properties(BinaryData.FromBytes(bytes.AsMemory(0, length)));
            }
            catch (InvalidDataException)
            {
                rejected++;
            }
        }

        // A truncated message is readable only if it ends between two sections or within the body.
        Assert.That(rejected, Is.GreaterThan(300));
    }

    [Test]
    public void Deeply_nested_values_are_rejected()
    {
        // The value of an application property: 1,000 nested lists.
        var value = new byte[] { 0x45 };
        for (var depth = 0; depth < 1000; depth++)
            value = [0xd0, .. Size(value.Length + 4), 0, 0, 0, 1, .. value];
        byte[] map = [0xa1, 1, (byte)'k', .. value];
        byte[] bytes = [0x00, 0x53, 0x74, 0xd1, .. Size(map.Length + 4), 0, 0, 0, 2, .. map];

        Assert.That(
            () => Properties(BinaryData.FromBytes(bytes)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("nested"));
    }

    private static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static byte[] Size(int length) => [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];

    private static string Properties(BinaryData message)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            new AmqpMessageView(default, message).WriteApplicationProperties(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
