using LocalEventHubs.Log;

namespace LocalEventHubs.Tests;

/// <summary>Tests CRC-32C with the vectors in RFC 3720, appendix B.4, and with the standard check value.</summary>
internal sealed class Crc32CTests
{
    [Test]
    public void The_digits_have_the_standard_check_value() => Assert.That(Crc32C.Compute("123456789"u8), Is.EqualTo(0xE3069283));

    [TestCase(0x00, 0x8A9136AA)]
    [TestCase(0xFF, 0x62A8AB43)]
    public void Thirty_two_equal_bytes_have_the_value_in_the_RFC(byte value, long expected)
    {
        var data = new byte[32];
        data.AsSpan().Fill(value);

        Assert.That(Crc32C.Compute(data), Is.EqualTo(expected));
    }

    [Test]
    public void Ascending_bytes_have_the_value_in_the_RFC()
    {
        byte[] data = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

        Assert.That(Crc32C.Compute(data), Is.EqualTo(0x46DD794E));
    }
}
