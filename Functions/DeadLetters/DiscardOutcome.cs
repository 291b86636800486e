namespace LatamFunctions.DeadLetters;

/// <summary>The outcome of a request to discard a dead letter.</summary>
internal enum DiscardOutcome
{
    Discarded,

    /// <summary>The dead letter had already been discarded. The request did not change it.</summary>
    DiscardedEarlier,

    /// <summary>The dead letter's events are stored, so there is nothing to discard.</summary>
    Replayed,
}
