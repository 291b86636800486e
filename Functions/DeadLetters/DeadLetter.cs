using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>An event that could not be stored, with everything that is needed to understand it and to send it again.</summary>
/// <param name="Position">The position of its message in the stream.</param>
/// <param name="EventIndex">The index of the event in the message, from 0.</param>
/// <param name="Stage">The stage that failed.</param>
/// <param name="Errors">The reasons, at least one.</param>
/// <param name="Attempts">The number of invocations that processed its batch, up to the one that dead-lettered it.</param>
/// <param name="Schema">The schema that it names, truncated to a safe length.</param>
/// <param name="ContentType">The message's content type, if it has one.</param>
/// <param name="Properties">The message's application properties.</param>
/// <param name="Body">The event's bytes as received; the whole message if it could not be split.</param>
/// <param name="RecordedAt">The time at which it was dead-lettered.</param>
public sealed record DeadLetter(
    StreamPosition Position,
    int EventIndex,
    IngestStage Stage,
    IReadOnlyList<ValidationError> Errors,
    int Attempts,
    string? Schema,
    string? ContentType,
    MessageProperties Properties,
    ReadOnlyMemory<byte> Body,
    DateTimeOffset RecordedAt)
{
    /// <summary>The publisher (<see cref="DeadLetterSource"/>); "" if it is not known.</summary>
    public string Source { get; init; } = "";

    /// <summary>Whether it represents a message whose events are all unstored.</summary>
    public bool IsWholeMessage { get; init; }

    /// <summary>
    /// Events of its message, this one included; null if they were not counted. A message with as many dead letters has no event in the
    /// database.
    /// </summary>
    public int? MessageEvents { get; init; }

    /// <summary>
    /// Whether a replay split it from the dead letter of its whole message, which keeps the key of the message's first event.
    /// </summary>
    public bool IsPartOfReplay { get; init; }

    /// <summary>The rules that it breaks, each once.</summary>
    public IEnumerable<EventRule> Reasons => Errors.Select(error => error.Rule).Distinct();
}
