using System.Security.Cryptography;
using System.Text;

namespace LocalEventHubs.Security;

/// <summary>A shared access policy of the namespace: a named key, and the claims of tokens that are signed with the key.</summary>
/// <param name="Key">The key. The UTF-8 bytes of this string are the signing key. The string is not base64-decoded.</param>
public sealed record AccessPolicy(string Name, string Key, AccessClaims Claims)
{
    /// <summary>The default policy of Microsoft's emulator.</summary>
    public static AccessPolicy Root { get; } = new("RootManageSharedAccessKey", "SAS_KEY_VALUE", AccessClaims.All);

    /// <summary>Compares a key with the policy's key in constant time.</summary>
    internal bool IsKey(string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Key));

    /// <summary>Returns a description without the key, which a record's default implementation would include.</summary>
    public override string ToString() => $"{Name} ({Claims})";
}
