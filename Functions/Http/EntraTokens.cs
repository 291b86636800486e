using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace LatamFunctions.Http;

/// <summary>
/// Validates the signature, issuer, audience and lifetime of version 2.0 access tokens from Microsoft Entra ID. The app roles read, publish
/// and operate in the claim <c>roles</c> determine the operations that the sender can call.
/// </summary>
public sealed class EntraTokens
{
    private const string RolesClaim = "roles";

    private static readonly FrozenDictionary<string, Scope> Roles = new Dictionary<string, Scope>
    {
        ["read"] = Scope.Read,
        ["publish"] = Scope.Publish,
        ["operate"] = Scope.Operate,
    }.ToFrozenDictionary();

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _issuer;
    private readonly TokenValidationParameters _parameters;

    public EntraTokens(IOptions<EntraOptions> options)
    {
        var entra = options.Value;
        if (entra.AreSet)
        {
            _issuer = new ConfigurationManager<OpenIdConnectConfiguration>(
                $"{entra.Authority.TrimEnd('/')}/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever { RequireHttps = !new Uri(entra.Authority).IsLoopback });
        }

        _parameters = new TokenValidationParameters
        {
            // The issuer and the signing keys come from the metadata, which is read again if a token refers to an unknown key.
            ConfigurationManager = _issuer,
            ValidAudience = entra.Audience,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
        };
    }

    /// <summary>Whether the app accepts tokens, that is, whether the settings contain an issuer.</summary>
    internal bool AreAccepted => _issuer is not null;

    /// <returns>The identity and the scopes in <paramref name="token"/>; <c>null</c> if the token is invalid.</returns>
    /// <exception cref="HttpRequestException">The issuer's metadata cannot be read.</exception>
    internal async Task<Consumer?> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            // Reads the cached metadata first, so that an unavailable issuer is not reported as an invalid token.
            await _issuer!.GetConfigurationAsync(cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            throw new HttpRequestException("The metadata of the token issuer cannot be read.", e);
        }

        var result = await _handler.ValidateTokenAsync(token, _parameters);
        if (!result.IsValid)
            return null;

        // The claim oid identifies the user or the service principal, and is the same in all tokens for that identity.
        var identity = result.ClaimsIdentity;
        var id = identity.FindFirst("oid")?.Value ?? identity.FindFirst("sub")?.Value;
        var scopes = identity.FindAll(RolesClaim).Where(role => Roles.ContainsKey(role.Value))
            .Select(role => Roles[role.Value]).ToFrozenSet();
        return id is null ? null : new Consumer(id, scopes);
    }
}
