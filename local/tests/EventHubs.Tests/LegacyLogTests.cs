using LocalEventHubs.Log;
using LocalEventHubs.Messages;

namespace LocalEventHubs.Tests;

/// <summary>Tests the records of the former format field by field. Numbers are little-endian.</summary>
internal sealed class LegacyLogTests
{
    private const byte End = 0;

    [Test]
    public void Every_property_type_is_read()
    {
        var read = Read(
        [
            0, // no content type and no ids
            1, 1, (byte)'s', 2, (byte)'h', (byte)'i',
            2, 1, (byte)'f', 0,
            2, 1, (byte)'t', 1,
            3, 1, (byte)'i', 0xFE, 0xFF, 0xFF, 0xFF,
            4, 1, (byte)'l', 1, 0, 0, 0, 0, 0, 0, 0x80,
            5, 1, (byte)'d', 0, 0, 0, 0, 0, 0, 0xF8, 0x3F,
            6, 1, (byte)'m', 0x39, 0x30, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x80, // -(2^32 + 12345) / 100
            7, 1, (byte)'g', 0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF,
            8, 1, (byte)'u', 0xE8, 3, 0, 0, 0, 0, 0, 0,
            9, 1, (byte)'b', 3, 0, 128, 255,
            End,
            (byte)'x',
        ]);

        Assert.That(read.Properties, Is.EqualTo(new Dictionary<string, object>
        {
            ["s"] = "hi",
            ["f"] = false,
            ["t"] = true,
            ["i"] = -2,
            ["l"] = long.MinValue + 1,
            ["d"] = 1.5,
            ["m"] = -42949796.41m,
            ["g"] = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
            ["u"] = DateTimeOffset.FromUnixTimeMilliseconds(1000),
            ["b"] = new byte[] { 0, 128, 255 },
        }));
        Assert.That(read.Body.ToArray(), Is.EqualTo("x"u8.ToArray()));
        Assert.That((read.ContentType, read.MessageId, read.CorrelationId), Is.EqualTo(((string?)null, (string?)null, (string?)null)));
    }

    [TestCase(1, "v", null, null)]
    [TestCase(2, null, "v", null)]
    [TestCase(4, null, null, "v")]
    public void Each_flag_marks_one_string_field(byte flags, string? contentType, string? messageId, string? correlationId)
    {
        var read = Read([flags, 1, (byte)'v', End]);

        Assert.That((read.ContentType, read.MessageId, read.CorrelationId), Is.EqualTo((contentType, messageId, correlationId)));
        Assert.That(read.Body.Length, Is.Zero);
    }

    [TestCase(127, new byte[] { 127 })]
    [TestCase(128, new byte[] { 0x80, 1 })]
    [TestCase(300, new byte[] { 0xAC, 2 })]
    [TestCase(16_384, new byte[] { 0x80, 0x80, 1 })]
    public void A_length_is_encoded_with_seven_bits_per_byte(int length, byte[] encoded)
    {
        var read = Read([2, .. encoded, .. Enumerable.Repeat((byte)'a', length), End, (byte)'z']);

        Assert.That(read.MessageId, Is.EqualTo(new string('a', length)));
        Assert.That(read.Body.ToArray(), Is.EqualTo("z"u8.ToArray()));
    }

    [Test]
    public void An_unknown_property_type_is_an_error() => Assert.That(
        () => LegacyEventRecord.ToSections([0, 10, 1, (byte)'n', 0]),
        Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("The property type 10 is unknown."));

    private static StoredEvent Read(byte[] record) =>
        new(0, 0, DateTimeOffset.UnixEpoch, null, default, 0, LegacyEventRecord.ToSections(record));
}
