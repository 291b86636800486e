using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LatamFunctions.Tests.Support;

/// <summary>A local token issuer with OpenID Connect metadata, signing keys, and tokens in the format of Microsoft Entra ID.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "6f1b1ae3-0000-4000-8000-000000000001";
    public const string ObjectId = "6f1b1ae3-0000-4000-8000-000000000002";

    private readonly List<RsaSecurityKey> _keys = [NewKey()];
    private readonly LoopbackServer _server = new(0);

    public string Authority => $"{_server.Endpoint}tenant/v2.0";

    public Task StartAsync()
    {
        _server.Web.MapGet("/tenant/v2.0/.well-known/openid-configuration", () =>
            Results.Json(new { issuer = Authority, jwks_uri = $"{Authority}/keys" }));
        _server.Web.MapGet("/tenant/v2.0/keys", () => Results.Text(KeySet(), "application/json"));
        return _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.ForEach(key => key.Rsa.Dispose());
    }

    /// <summary>Adds a new key, which signs all subsequent tokens.</summary>
    public void AddSigningKey() => _keys.Add(NewKey());

    public string Token(string[] roles) => Sign(Descriptor(roles), Signed(_keys[^1]));

    /// <param name="kind">The description of the token's error.</param>
    public string InvalidToken(string kind)
    {
        var descriptor = Descriptor(["read", "publish", "operate"]);
        var credentials = Signed(_keys[^1]);
        switch (kind)
        {
            case "expired":
                (descriptor.NotBefore, descriptor.Expires) = (DateTime.UtcNow.AddHours(-2), DateTime.UtcNow.AddHours(-1));
                break;
            case "not yet valid":
                descriptor.NotBefore = DateTime.UtcNow.AddMinutes(30);
                break;
            case "for another audience":
                descriptor.Audience = "https://management.azure.com";
                break;
            case "of another issuer":
                descriptor.Issuer = "https://login.example/other/v2.0";
                break;
            case "signed with another key":
                credentials = Signed(new RsaSecurityKey(RSA.Create(2048)) { KeyId = _keys[^1].KeyId });
                break;
            case "not signed":
                return Sign(descriptor, null);
            case "signed with the public key as a secret":
                credentials = new SigningCredentials(
                    new SymmetricSecurityKey(_keys[^1].Rsa.ExportSubjectPublicKeyInfo()) { KeyId = _keys[^1].KeyId },
                    SecurityAlgorithms.HmacSha256);
                break;
            case "changed":
                var parts = Sign(descriptor, credentials).Split('.');
                var payload = Base64UrlEncoder.Decode(parts[1]).Replace(ObjectId, Audience, StringComparison.Ordinal);
                return $"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}";
            case "without an expiry":
                descriptor.Expires = null;
                return Sign(descriptor, credentials);
            case "not a token":
                return "not a token";
            case "empty":
                return "";
            default:
                throw new ArgumentException($"The kind '{kind}' is unknown.", nameof(kind));
        }

        return Sign(descriptor, credentials);
    }

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString() };

    private static SigningCredentials Signed(RsaSecurityKey key) => new(key, SecurityAlgorithms.RsaSha256);

    private static string Sign(SecurityTokenDescriptor descriptor, SigningCredentials? credentials)
    {
        descriptor.SigningCredentials = credentials;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    private SecurityTokenDescriptor Descriptor(string[] roles) => new()
    {
        Issuer = Authority,
        Audience = Audience,
        Expires = DateTime.UtcNow.AddHours(1),
        Subject = new ClaimsIdentity(
            [new Claim("oid", ObjectId), new Claim("sub", "pairwise"), .. roles.Select(role => new Claim("roles", role))]),
    };

    private string KeySet() => JsonSerializer.Serialize(new
    {
        keys = _keys.Select(key => (Key: key, Public: key.Rsa.ExportParameters(false))).Select(key => new
        {
            kty = "RSA",
            use = "sig",
            kid = key.Key.KeyId,
            n = Base64UrlEncoder.Encode(key.Public.Modulus!),
            e = Base64UrlEncoder.Encode(key.Public.Exponent!),
        }),
    });
}
