using System.IO.Compression;
using System.Text;
using LatamFunctions.Events;

namespace LatamFunctions.Tests.Events;

public class MessageBodyTests
{
    private const int MaxBytes = 1_000_000;

    [TestCase(null)]
    [TestCase("")]
    [TestCase("identity")]
    public void An_uncompressed_body_is_returned_without_copying(string? encoding)
    {
        ReadOnlyMemory<byte> body = new byte[] { 1, 2, 3 };
        var (decompressed, error) = MessageBody.Decompress(body, encoding, MaxBytes);
        Assert.That(error, Is.Null);
        Assert.That(decompressed, Is.EqualTo(body));
    }

    [TestCase("gzip")]
    [TestCase("GZIP")]
    [TestCase("x-gzip")]
    public void A_body_with_gzip_content_encoding_is_decompressed(string encoding)
    {
        var text = new string('x', 200_000);
        var (decompressed, error) = MessageBody.Decompress(Gzip(Encoding.UTF8.GetBytes(text)), encoding, MaxBytes);
        Assert.That(error, Is.Null);
        Assert.That(Encoding.UTF8.GetString(decompressed.Span), Is.EqualTo(text));
    }

    [Test]
    public void A_body_declared_as_gzip_that_is_not_gzip_is_an_error()
    {
        var (_, error) = MessageBody.Decompress("{\"a\":1}"u8.ToArray(), "gzip", MaxBytes);
        Assert.That(error!.Rule, Is.EqualTo(EventRule.Encoding));
    }

    [Test]
    public void A_truncated_gzip_body_is_a_validation_error()
    {
        var random = new byte[10_000];
        new Random(1).NextBytes(random);
        var compressed = Gzip(random);
        var (_, error) = MessageBody.Decompress(compressed[..5000], "gzip", MaxBytes);
        Assert.That(error!.Rule, Is.EqualTo(EventRule.Encoding));
    }

    [TestCase(32, 32 * 1032, 32 * 1032)]
    [TestCase(32, (32 * 1032) + 1, 0)]
    [TestCase(18, 1, 1)]
    [TestCase(17, 1, 0)]
    public void A_gzip_body_contains_its_decompressed_length_unless_the_body_is_too_short(int length, int stated, int expected)
    {
        var body = new byte[length];
        (body[0], body[1]) = (0x1F, 0x8B);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(length - 4), stated);

        Assert.That(MessageBody.DecompressedLength(body, "gzip"), Is.EqualTo(expected));
        Assert.That(MessageBody.DecompressedLength(body, null), Is.EqualTo(length), "the length of an uncompressed body is unchanged");
    }

    [TestCase(1)]
    [TestCase(-1)]
    public void A_gzip_body_with_a_wrong_decompressed_length_is_an_error(int difference)
    {
        var compressed = Gzip(new byte[1000]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(compressed.AsSpan(compressed.Length - 4), 1000 + difference);

        var (_, error) = MessageBody.Decompress(compressed, "gzip", MaxBytes);

        Assert.That(error!.Rule, Is.EqualTo(EventRule.Encoding));
    }

    /// <summary>The last four bytes of the truncated body contain the length of the complete body.</summary>
    [Test]
    public void A_truncated_gzip_body_and_data_after_a_gzip_body_are_errors()
    {
        var random = new byte[10_000];
        new Random(1).NextBytes(random);
        var truncated = Gzip(random)[..5000];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(truncated.AsSpan(4996), 10_000);
        byte[] twoMembers = [.. Gzip([1, 2, 3]), .. Gzip([4])];

        Assert.Multiple(() =>
        {
            foreach (var body in new[] { truncated, twoMembers })
            {
                var (unpacked, error) = MessageBody.Decompress(body, "gzip", MaxBytes);
                Assert.That(unpacked.IsEmpty);
                Assert.That(error, Is.EqualTo(new ValidationError(
                    "$", EventRule.Encoding, "the gzip body is truncated, or its length differs from the length in its trailer")));
            }
        });
    }

    [Test]
    public void An_unknown_encoding_is_named_in_the_validation_error()
    {
        var (_, error) = MessageBody.Decompress(new byte[1], "br", MaxBytes);
        Assert.That(error, Is.EqualTo(new ValidationError(
            "$", EventRule.Encoding, "the content encoding must be gzip or identity, or be omitted, and is br")));
    }

    [Test]
    public void A_body_of_the_maximum_size_is_accepted()
    {
        var (unpacked, error) = MessageBody.Decompress(Gzip(new byte[MaxBytes]), "gzip", MaxBytes);

        Assert.That((unpacked.Length, error), Is.EqualTo((MaxBytes, (ValidationError?)null)));
    }

    [Test]
    public void A_decompression_bomb_is_a_validation_error()
    {
        var compressed = Gzip(new byte[MaxBytes + 1]);
        Assert.That(compressed, Has.Length.LessThan(100_000));
        var (_, error) = MessageBody.Decompress(compressed, "gzip", MaxBytes);
        Assert.That(error,
            Is.EqualTo(new ValidationError("$", EventRule.Size, "the decompressed body has 1000001 bytes; the maximum is 1000000")));
    }

    [TestCase("contentEncoding")]
    [TestCase("content-encoding")]
    [TestCase("Content-Encoding")]
    public void The_content_encoding_is_read_from_an_application_property(string name)
    {
        var properties = new Dictionary<string, object> { ["other"] = 1, [name] = "gzip" };

        var (body, error) = MessageBody.Decode(Gzip([1, 2, 3]), null, properties, MaxBytes);
        Assert.That(error, Is.Null);
        Assert.That(body.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void A_message_without_a_content_encoding_is_decompressed_if_it_starts_with_the_gzip_signature()
    {
        var plain = new byte[] { 1, 2, 3 };
        var properties = new Dictionary<string, object> { ["other"] = 1 };

        var (body, error) = MessageBody.Decode(plain, null, properties, MaxBytes);
        Assert.That(error, Is.Null);
        Assert.That(body.ToArray(), Is.EqualTo(plain));
        (body, error) = MessageBody.Decode(Gzip(plain), null, properties, MaxBytes);
        Assert.That(error, Is.Null);
        Assert.That(body.ToArray(), Is.EqualTo(plain));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return compressed.ToArray();
    }
}
