namespace IngestionBenchmark;

/// <summary>How events stand in a message.</summary>
internal enum Shape
{
    /// <summary>One JSON object a message.</summary>
    Bare,

    /// <summary>JSON Lines, <see cref="MessageSet.EventsPerLines"/> a message.</summary>
    Lines,

    /// <summary>One CloudEvents 1.0 event in structured mode a message.</summary>
    CloudEvent,
}
