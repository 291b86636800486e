namespace LocalEventHubs.Log;

/// <summary>The type byte of a stored property; numbers are little-endian.</summary>
internal enum PropertyType : byte
{
    /// <summary>No further properties.</summary>
    End = 0,
    String = 1,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean = 2,
    Int32 = 3,
    Int64 = 4,
    Double = 5,

    /// <summary>The four int32 of <see cref="decimal.GetBits(decimal)"/>.</summary>
    Decimal = 6,

    /// <summary>The 16 bytes of <see cref="System.Guid.ToByteArray()"/>.</summary>
    Guid = 7,

    /// <summary>Unix milliseconds (AMQP's timestamp); the UTC offset is not kept.</summary>
    DateTimeOffset = 8,
    Bytes = 9,
}
