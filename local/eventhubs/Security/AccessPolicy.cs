using System.Security.Cryptography;
using System.Text;

namespace LocalEventHubs.Security;

/// <summary>The rights of a token.</summary>
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
/// <param name="Key">The text that clients sign with. It is not base64-decoded.</param>
public sealed record AccessPolicy(string Name, string Key, AccessClaims Claims)
{
    /// <summary>The policy of Microsoft's emulator.</summary>
    public static AccessPolicy Root { get; } = new("RootManageSharedAccessKey", "SAS_KEY_VALUE", AccessClaims.All);

    /// <summary>Compares a key with the policy's in constant time.</summary>
    internal bool IsKey(string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Key));

    /// <summary>Omits the key, which a record would otherwise print.</summary>
    public override string ToString() => $"{Name} ({Claims})";
}
