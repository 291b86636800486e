using LocalEventHubs.Amqp;
using Microsoft.Azure.Amqp;

namespace LocalEventHubs.Tests;

internal sealed class FrameGuardTests
{
    // Recorded frames from a JavaScript client and from a server that all SDKs accept.
    [TestCase("414d515000010000")]
    [TestCase("0000000802000000", TestName = "A_heartbeat_is_accepted")]
    [TestCase("0000002002000000005311d000000010000000044043700000080070ffffffff", TestName = "A_begin_is_accepted")]
    [TestCase(
        "0000005702000000005312d0000000470000000aa12465313164363632652d383839372d383534302d396330342d373264626262363531353237"
        + "4342404000532845005329d00000000a00000001a10424636273404043",
        TestName = "An_attach_is_accepted")]
    [TestCase("0000001c02000000005315d00000000c000000054143434100532445", TestName = "A_disposition_is_accepted")]
    public void A_client_frame_is_accepted(string hex)
    {
        var frame = Convert.FromHexString(hex);

        Assert.That(FrameGuard.SizeOfNext(frame), Is.EqualTo(frame.Length));
        Assert.That(() => FrameGuard.Check(frame), Throws.Nothing);
    }

    [Test]
    public void The_payload_of_a_transfer_is_not_inspected() =>
        Assert.That(() => FrameGuard.Check(Frame([0x00, 0x53, 0x14, 0xC0, 0x02, 0x01, 0x43, .. new byte[50_000]])), Throws.Nothing);

    [TestCase("000000070200000000", "size is 7")]
    [TestCase("0001000102000000", "size is 65537")]
    [TestCase("7fffffff02000000", "size is 2147483647")]
    [TestCase("ffffffff02000000", "size is 4294967295")]
    public void An_impossible_frame_size_is_rejected(string hex, string expected) =>
        Assert.That(
            () => FrameGuard.SizeOfNext(Convert.FromHexString(hex)),
            Throws.TypeOf<AmqpException>().With.Message.Contains(expected));

    [TestCase("00532040", "not a list", TestName = "A_performative_that_is_not_a_list_is_rejected")]
    [TestCase("005310c0ff01", "ends before it is complete", TestName = "A_size_beyond_the_frame_is_rejected")]
    [TestCase("005310c00201404040", "does not fill", TestName = "Bytes_after_the_performative_are_rejected")]
    [TestCase("005310c0020540", "ends before it is complete", TestName = "A_count_beyond_the_list_is_rejected")]
    [TestCase("005310c00b01f0000000057fffffff40", "declares 2147483647 elements", TestName = "A_count_beyond_the_array_is_rejected")]
    [TestCase("005310c0050100000040", "itself described", TestName = "A_described_descriptor_is_rejected")]
    [TestCase("005310c00601e003010000", "itself described", TestName = "An_unterminated_described_constructor_is_rejected")]
    [TestCase("00a10141", "not a number", TestName = "A_descriptor_that_is_not_a_number_is_rejected")]
    [TestCase("005310c002013f", "not an AMQP format code", TestName = "An_unknown_format_code_is_rejected")]
    public void A_malformed_performative_is_rejected(string hex, string expected) =>
        Assert.That(
            () => FrameGuard.Check(Frame(Convert.FromHexString(hex))),
            Throws.TypeOf<AmqpException>().With.Message.Contains(expected)
                .And.Property(nameof(AmqpException.Error)).Property("Condition").EqualTo(AmqpErrorCode.DecodeError));

    [TestCase(30, true)]
    [TestCase(40, false)]
    public void The_nesting_depth_of_lists_is_limited(int depth, bool isAccepted)
    {
        Assert.That(() => FrameGuard.Check(Frame([0x00, 0x53, 0x10, .. Nest(depth)])),
            isAccepted ? Throws.Nothing : Throws.TypeOf<AmqpException>().With.Message.Contains("nested"));
    }

    [Test]
    public void Only_transfer_frames_can_be_large()
    {
        byte[] body = [0x00, 0x53, 0x12, 0xD0, 0, 0, 0x50, 9, 0, 0, 0, 1, 0xB0, 0, 0, 0x50, 0, .. new byte[0x5000]];

        Assert.That(
        () => FrameGuard.Check(Frame(body)), Throws.TypeOf<AmqpException>().With.Message.Contains("limit for this kind is 16384 bytes"));
    }

    [Test]
    public void Damaged_frames_throw_only_protocol_errors()
    {
        var mutations = new FrameMutations(seed: 11);
        var rejected = 0;
        for (var i = 0; i < 5000; i++)
        {
            foreach (var frame in mutations.NextSession().Where(frame => frame.Length >= 8))
            {
                try
                {
                    if (FrameGuard.SizeOfNext(frame) == frame.Length)
                        FrameGuard.Check(frame);
                }
                catch (AmqpException)
                {
                    rejected++;
                }
            }
        }

        Assert.That(rejected, Is.GreaterThan(1000));
    }

    private static byte[] Nest(int depth)
    {
        byte[] value = [0x45];
        for (var i = 0; i < depth; i++)
        {
            var size = value.Length + 4;
            value = [0xD0, (byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size, 0, 0, 0, 1, .. value];
        }

        return value;
    }

    private static byte[] Frame(byte[] body)
    {
        byte[] frame = [0, 0, 0, 0, 2, 0, 0, 0, .. body];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        return frame;
    }
}
