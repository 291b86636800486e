namespace Verify;

/// <summary>A process that a run of kills hits.</summary>
internal enum KillTarget
{
    /// <summary>Event hub, Functions host and Kusto engine; their child processes end with them.</summary>
    Stack,

    /// <summary>The functions' worker alone.</summary>
    Worker,

    /// <summary>Azurite alone.</summary>
    Azurite,
}
