namespace LatamFunctions.DeadLetters;

/// <summary>The state of a dead letter. The names are a contract.</summary>
public enum DeadLetterState
{
    /// <summary>The dead letter has been neither replayed nor discarded.</summary>
    Open,

    /// <summary>The events are being replayed. It is not yet known whether the events are stored.</summary>
    Replaying,

    /// <summary>The events are stored.</summary>
    Replayed,

    /// <summary>An operator marked the dead letter as not needed. The body is retained.</summary>
    Discarded,
}
