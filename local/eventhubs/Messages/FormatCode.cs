namespace LocalEventHubs.Messages;

/// <summary>
/// The AMQP 1.0 format codes that the broker reads and writes without the AMQP library (OASIS AMQP 1.0, part 1, section 1.6).
/// </summary>
internal static class FormatCode
{
    public const byte Null = 0x40;
    public const byte True = 0x41;
    public const byte False = 0x42;
    public const byte EmptyList = 0x45;
    public const byte SmallULong = 0x53;
    public const byte SmallLong = 0x55;
    public const byte Int = 0x71;
    public const byte ULong = 0x80;
    public const byte Long = 0x81;
    public const byte Double = 0x82;
    public const byte Timestamp = 0x83;
    public const byte Uuid = 0x98;
    public const byte Binary8 = 0xA0;
    public const byte String8 = 0xA1;
    public const byte Symbol8 = 0xA3;
    public const byte Binary32 = 0xB0;
    public const byte String32 = 0xB1;
    public const byte Symbol32 = 0xB3;
    public const byte List8 = 0xC0;
    public const byte Map8 = 0xC1;
    public const byte List32 = 0xD0;
    public const byte Map32 = 0xD1;
}
