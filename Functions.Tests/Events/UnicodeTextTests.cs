using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests that messages in UTF-16 and UTF-32 are detected and converted to UTF-8.</summary>
public class UnicodeTextTests
{
    private static readonly string Event = SampleEvents.With("city", "\"São Paulo 😀\"");

    private static readonly Encoding[] Encodings =
    [
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true), new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        new UTF32Encoding(bigEndian: false, byteOrderMark: true), new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        new UTF8Encoding(true),
    ];

    [Test]
    public void An_event_is_read_in_each_encoding(
        [ValueSource(nameof(Encodings))] Encoding encoding, [Values] bool hasMark, [Values] bool isCompressed)
    {
        byte[] text = [.. hasMark ? encoding.Preamble : default, .. encoding.GetBytes(Event)];

        var row = ReadResult.From(Decoded(isCompressed ? TestGzip.Compress(text) : text).ToArray()).Row;

        Assert.That((string?)row["Extra"]!["city"], Is.EqualTo("São Paulo 😀"));
    }

    [Test]
    public void An_unpaired_surrogate_is_an_error()
    {
        var text = Encoding.Unicode.GetBytes("{\"a\":\"\uD83D\"}".Replace('\uFFFD', '\uD83D'));
        text[12] = 0x3D;
        text[13] = 0xD8;

        var (_, error) = MessageBody.Decompress(text, null, 1000);

        Assert.That(error, Is.EqualTo(new ValidationError("$", EventRule.Unicode, "the message is not valid utf-16; send UTF-8")));
    }

    /// <summary>Tests the invalid code point U+110000, and an unpaired surrogate at the end.</summary>
    [TestCase("FFFE0000 00001100", "utf-32")]
    [TestCase("0000FEFF 00110000", "utf-32BE")]
    [TestCase("7B000000 00001100", "utf-32")]
    [TestCase("0000007B 00110000", "utf-32BE")]
    [TestCase("FFFE7B00 3DD8", "utf-16")]
    [TestCase("FEFF007B D83D", "utf-16BE")]
    [TestCase("7B007B00 3DD8", "utf-16")]
    [TestCase("007B007B D83D", "utf-16BE")]
    public void Bytes_invalid_in_their_encoding_are_an_error(string bytes, string encoding)
    {
        var message = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));

        var (_, error) = MessageBody.Decompress(message, null, 1000);

        Assert.That(error, Is.EqualTo(new ValidationError("$", EventRule.Unicode, $"the message is not valid {encoding}; send UTF-8")));
    }

    [Test]
    public void The_limit_counts_UTF_8_bytes()
    {
        var text = Encoding.Unicode.GetBytes($"{{\"a\":\"{new string('€', 400)}\"}}");

        var (_, error) = MessageBody.Decompress(text, null, 1000);

        Assert.That(
            error,
            Is.EqualTo(new ValidationError("$", EventRule.Size, "the message has more than 1000 bytes in UTF-8, which is the limit")));
    }

    [Test]
    public void A_string_beyond_the_limit_uses_no_more_memory_than_the_limit()
    {
        ReadOnlyMemory<byte> message = Encoding.Unicode.GetBytes("\uFEFF" + new string('€', 8_000_000));
        const int limit = 100_000;
        UnicodeText.ToUtf8(message, limit);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var (_, error) = UnicodeText.ToUtf8(message, limit);

        Assert.That(error!.Rule, Is.EqualTo(EventRule.Size));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 * limit));
    }

    [Test]
    public void Invalid_UTF_8_is_reported_with_its_position() => Assert.That(
        ReadResult.From([.. "{\"a\":\"S"u8, 0xE3, .. "o\"}"u8]).Errors[0],
        Is.EqualTo(new ValidationError("$", EventRule.Unicode, "not UTF-8 at byte 7 of the event (0xE3); send UTF-8")));

    private static ReadOnlyMemory<byte> Decoded(byte[] body)
    {
        var (decoded, error) = MessageBody.Decode(body, null, new Dictionary<string, object>(), 1_000_000);
        Assert.That(error, Is.Null);
        return decoded;
    }
}
