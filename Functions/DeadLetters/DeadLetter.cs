using LatamFunctions.Events;

namespace LatamFunctions.DeadLetters;

/// <summary>An event that could not be stored, with everything that is needed to understand it and to send it again.</summary>
/// <param name="Position">Where its message stood in the stream.</param>
/// <param name="EventIndex">Which event of the message, from 0.</param>
/// <param name="Stage">The stage that it did not pass.</param>
/// <param name="Errors">Why, at least one reason.</param>
/// <param name="Attempts">Invocations that worked on its batch, the one that gave it up included.</param>
/// <param name="Schema">The schema that it names, cut to a safe length.</param>
/// <param name="ContentType">The message's, if it had one.</param>
/// <param name="Properties">The message's application properties.</param>
/// <param name="Body">The event's bytes as they came; the whole message where it could not be taken apart.</param>
/// <param name="RecordedAt">When it was given up.</param>
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

    /// <summary>Whether it stands for a message of which no event is stored.</summary>
    public bool IsWholeMessage { get; init; }

    /// <summary>
    /// Events of its message, this one included; null if they were not counted. A message with as many dead letters has no event in the
    /// database.
    /// </summary>
    public int? MessageEvents { get; init; }

    /// <summary>
    /// Whether a replay took it out of the dead letter of its whole message, which keeps the key of the message's first event.
    /// </summary>
    public bool IsPartOfReplay { get; init; }

    /// <summary>The rules that it breaks, each once.</summary>
    public IEnumerable<EventRule> Reasons => Errors.Select(error => error.Rule).Distinct();
}
