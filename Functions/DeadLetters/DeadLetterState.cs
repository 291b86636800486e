namespace LatamFunctions.DeadLetters;

/// <summary>The state of a dead letter. The names are a contract.</summary>
public enum DeadLetterState
{
    /// <summary>The dead letter was neither replayed nor discarded.</summary>
    Open,

    /// <summary>The events were passed on for publishing; whether they are stored is unknown.</summary>
    Replaying,

    /// <summary>The events are stored.</summary>
    Replayed,

    /// <summary>Someone decided that it is not needed. The body stays.</summary>
    Discarded,
}
