namespace Verify;

/// <summary>A process that a run with kills can kill.</summary>
internal enum KillTarget
{
    /// <summary>The stack process with the event hub, the Functions host and the Kusto engine. The child processes also exit.</summary>
    Stack,

    /// <summary>Only the Functions worker.</summary>
    Worker,

    /// <summary>Only Azurite.</summary>
    Azurite,
}
