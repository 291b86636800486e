namespace LatamFunctions.Events;

/// <summary>
/// The rule that an event violates. The names are a contract: they are the reason codes in dead letters, metrics and responses.
/// </summary>
public enum EventRule
{
    /// <summary>The message's content encoding is unknown, or its bytes are not in that encoding.</summary>
    Encoding,

    /// <summary>The text is not JSON (RFC 8259), or not a JSON object.</summary>
    Malformed,

    /// <summary>Bytes that are not UTF-8, or an escaped half of a surrogate pair.</summary>
    Unicode,

    /// <summary>A control character where text is expected, NUL above all.</summary>
    ControlCharacter,

    /// <summary>Deeper than <see cref="FlightEventReader.MaxDepth"/> levels.</summary>
    Nesting,

    /// <summary>More properties than <see cref="FlightEventReader.MaxProperties"/>.</summary>
    Properties,

    /// <summary>
    /// An event larger than <see cref="FlightEventReader.MaxEventBytes"/>, or a message that decompresses to more than
    /// <see cref="MessageLimits.MaxMessageBytes"/>.
    /// </summary>
    Size,

    /// <summary>The same property twice in one object.</summary>
    Duplicate,

    /// <summary>Absent or null where a value is required.</summary>
    Required,

    /// <summary>Another JSON type than the property has.</summary>
    Type,

    /// <summary>The right type, but not the right shape (a time, an airport code).</summary>
    Format,

    /// <summary>A number or time beyond its limits.</summary>
    Range,

    /// <summary>Text longer than its limit.</summary>
    Length,

    /// <summary>The value is not one of the known values.</summary>
    Unknown,

    /// <summary>Written by a schema whose major version this app does not support: a breaking change.</summary>
    Schema,

    /// <summary>Azure Data Explorer rejected the row.</summary>
    Refused,

    /// <summary>The message has more events than <see cref="MessageLimits.MaxMessageEvents"/>.</summary>
    TooManyEvents,

    /// <summary>The events of the message have more validation errors than <see cref="MessageLimits.MaxMessageErrors"/>.</summary>
    TooManyErrors,

    /// <summary>The process ran out of memory while it read the message.</summary>
    OutOfMemory,

    /// <summary>Reading the message failed unexpectedly. The log has the exception.</summary>
    Unreadable,
}
