using System.Security.Cryptography;
using System.Text;

namespace LocalEventHubs;

/// <summary>What the bearer of a token may do.</summary>
[Flags]
public enum AccessClaims
{
    None = 0,

    /// <summary>Receive events.</summary>
    Listen = 1,

    /// <summary>Send events.</summary>
    Send = 2,

    /// <summary>Create event hubs.</summary>
    Manage = 4,

    All = Listen | Send | Manage,
}

/// <summary>A shared access policy of the namespace: a named key and the claims of tokens that are signed with it.</summary>
/// <param name="Key">The text that clients sign with. It is used as it stands, not base64-decoded.</param>
public sealed record AccessPolicy(string Name, string Key, AccessClaims Claims)
{
    /// <summary>The policy of Microsoft's emulator.</summary>
    public static AccessPolicy Root { get; } = new("RootManageSharedAccessKey", "SAS_KEY_VALUE", AccessClaims.All);

    /// <summary>In a time that does not depend on where the texts differ.</summary>
    internal bool IsKey(string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Key));

    /// <summary>Without the key, which a record would otherwise print.</summary>
    public override string ToString() => $"{Name} ({Claims})";
}
