namespace LatamFunctions.DeadLetters;

/// <summary>The state of a dead letter. The names are a contract.</summary>
public enum DeadLetterState
{
    /// <summary>It was neither replayed nor discarded.</summary>
    Open,

    /// <summary>Its events were handed over for publishing; they are not known to be stored.</summary>
    Replaying,

    /// <summary>Its events are stored.</summary>
    Replayed,

    /// <summary>Someone decided that it is not needed. The body stays.</summary>
    Discarded,
}
