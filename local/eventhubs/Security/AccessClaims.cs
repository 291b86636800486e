namespace LocalEventHubs.Security;

/// <summary>The rights that a token grants.</summary>
[Flags]
public enum AccessClaims
{
    None = 0,

    /// <summary>The right to receive events.</summary>
    Listen = 1,

    /// <summary>The right to send events.</summary>
    Send = 2,

    /// <summary>The right to create event hubs.</summary>
    Manage = 4,

    All = Listen | Send | Manage,
}
