using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalEventHubs.Security;

/// <summary>
/// A SAS token of the form <c>SharedAccessSignature sr=…&amp;sig=…&amp;se=…&amp;skn=…</c>. The signature is an HMAC-SHA256 over the
/// resource as it appears in the token (URL-encoded), a line feed, and the expiry time in Unix seconds. The key string is used as is,
/// without base64 decoding.
/// </summary>
/// <param name="Resource">
/// The URL-encoded resource exactly as it appears in the token. The resource must not be encoded again, because encoders differ and the
/// signature covers the encoded characters.
/// </param>
public sealed record SharedAccessSignature(string Resource, string Signature, string Expiry, string KeyName)
{
    private const string Scheme = "SharedAccessSignature ";

    public static SharedAccessSignature Create(Uri resource, string keyName, string key, DateTimeOffset expiry)
    {
        var encoded = Uri.EscapeDataString(resource.ToString());
        var seconds = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new SharedAccessSignature(encoded, Convert.ToBase64String(Sign(encoded, seconds, key)), seconds, keyName);
    }

    /// <summary>Parses a SAS token, whose fields can be in any order. Returns <c>null</c> if the string is not a SAS token.</summary>
    public static SharedAccessSignature? Parse(string token)
    {
        if (!token.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;

        string? resource = null, signature = null, expiry = null, keyName = null;
        foreach (var field in token[Scheme.Length..].Split('&', StringSplitOptions.TrimEntries))
        {
            var value = field[(field.IndexOf('=') + 1)..];
            switch (field[..^value.Length])
            {
                case "sr=":
                    resource = value;
                    break;
                case "sig=":
                    signature = Uri.UnescapeDataString(value);
                    break;
                case "se=":
                    expiry = value;
                    break;
                case "skn=":
                    keyName = Uri.UnescapeDataString(value);
                    break;
            }
        }

        return resource is null || signature is null || expiry is null || keyName is null
            ? null
            : new SharedAccessSignature(resource, signature, expiry, keyName);
    }

    /// <summary>The expiry time, or <c>null</c> if the string is not a number of seconds in the range of DateTimeOffset.</summary>
    public DateTimeOffset? ExpiresAt =>
        long.TryParse(Expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    public bool IsSignedWith(string key)
    {
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(Signature, signature, out var length)
            && CryptographicOperations.FixedTimeEquals(signature[..length], Sign(Resource, Expiry, key));
    }

    /// <summary>
    /// Returns whether the token covers a path such as <c>hub/messages</c>. Scheme, host and port are ignored, because clients use
    /// <c>sb</c>, <c>amqps</c> or <c>https</c>, with or without the port. A token for the namespace covers all hubs.
    /// </summary>
    public bool Covers(string path)
    {
        var granted = PathOf(Uri.UnescapeDataString(Resource)).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var wanted = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return granted.Length <= wanted.Length
            && granted.SequenceEqual(wanted.Take(granted.Length), StringComparer.OrdinalIgnoreCase);
    }

    public override string ToString() =>
        $"{Scheme}sr={Resource}&sig={Uri.EscapeDataString(Signature)}&se={Expiry}&skn={Uri.EscapeDataString(KeyName)}";

    private static string PathOf(string resource)
    {
        var schemeEnd = resource.IndexOf("://", StringComparison.Ordinal);
        var authority = schemeEnd < 0 ? resource : resource[(schemeEnd + 3)..];
        var authorityEnd = authority.IndexOf('/');
        var first = authorityEnd < 0 ? authority : authority[..authorityEnd];

        // Without a scheme, the first segment is a host only if it looks like a host name.
        var isHost = schemeEnd >= 0 || first.Contains('.') || first.Contains(':')
            || first.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        return isHost ? authority[first.Length..] : authority;
    }

    private static byte[] Sign(string resource, string expiry, string key) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
}
