namespace IngestionBenchmark;

/// <summary>The format of messages.</summary>
internal enum Shape
{
    /// <summary>One JSON object per message.</summary>
    Bare,

    /// <summary>JSON Lines, <see cref="MessageSet.EventsPerLines"/> events per message.</summary>
    Lines,

    /// <summary>One CloudEvents 1.0 event in structured mode per message.</summary>
    CloudEvent,
}
