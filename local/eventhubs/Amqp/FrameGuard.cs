using System.Buffers.Binary;
using LocalEventHubs.Messages;
using Microsoft.Azure.Amqp;

namespace LocalEventHubs.Amqp;

/// <summary>
/// Checks a peer's frames before the library decodes them (OASIS AMQP 1.0, part 2, section 2.3). The library decodes nested descriptors
/// recursively without a limit. Before authentication, a peer could send 60 KB of nested descriptors, which would exhaust the stack and
/// terminate the process.
/// </summary>
internal static class FrameGuard
{
    /// <summary>The frame size that the broker announces.</summary>
    public const int MaxFrameSize = 64 * 1024;

    /// <summary>
    /// The size limit for all frames except transfers, which contain the payload. Parts of these frames remain in memory while a link is
    /// open.
    /// </summary>
    public const int MaxControlFrameSize = 16 * 1024;

    private const int HeaderSize = 8;
    private const ulong Transfer = 0x14;

    /// <summary>
    /// Returns the size of the protocol header or frame at the start of the bytes, or 0 if there are too few bytes to determine the size.
    /// </summary>
    /// <exception cref="AmqpException">The frame's size is invalid.</exception>
    public static int SizeOfNext(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize)
            return 0;
        if (bytes.StartsWith("AMQP"u8))
            return HeaderSize;

        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return size is >= HeaderSize and <= MaxFrameSize
            ? (int)size
            : throw FramingError($"The frame's size is {size}. It must be between {HeaderSize} and {MaxFrameSize} bytes.");
    }

    /// <summary>Validates a frame. A transfer's payload is validated when it is decoded.</summary>
    /// <param name="frame">A complete protocol header or frame.</param>
    /// <exception cref="AmqpException">The frame is malformed, nested too deeply or too large for its kind.</exception>
    public static void Check(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("AMQP"u8))
            return;

        var body = 4 * frame[4];
        if (body < HeaderSize || body > frame.Length || frame[5] > 1)
            throw FramingError("The frame's data offset or type is invalid.");
        if (body == frame.Length)
            return; // An empty frame keeps the connection alive.

        try
        {
            var position = body;
            var performative = EncodedValue.ReadDescriptor(frame, ref position);
            if (position >= frame.Length || frame[position] is not (FormatCode.EmptyList or FormatCode.List8 or FormatCode.List32))
                throw new MessageFormatException("The performative is not a list.");
            var end = EncodedValue.End(frame, position);
            if (performative == Transfer)
                return;
            if (end != frame.Length)
                throw new MessageFormatException("The performative does not fill its frame.");
            if (frame.Length > MaxControlFrameSize)
                throw FramingError($"The frame has {frame.Length} bytes. The limit for this kind is {MaxControlFrameSize} bytes.");
        }
        catch (MessageFormatException e)
        {
            throw new AmqpException(AmqpErrorCode.DecodeError, e.Message);
        }
    }

    private static AmqpException FramingError(string description) => new(AmqpErrorCode.FramingError, description);
}
