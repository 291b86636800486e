using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Http;

/// <summary>
/// The operations that each key permits. The Functions host has already rejected keys that it did not issue, with the status 401. A key
/// permits the operations of the lists that contain its digest. A key on no list permits no operation, or all operations if
/// <see cref="ApiKeyOptions.AllowUnlisted"/> is <c>true</c>.
/// </summary>
public sealed class ApiKeys
{
    /// <summary>The header in which the Functions host accepts a key. The host also accepts the query parameter <c>code</c>.</summary>
    public const string Header = "x-functions-key";

    private static readonly FrozenSet<Scope> AllScopes = [Scope.Read, Scope.Publish, Scope.Operate];

    private readonly FrozenDictionary<string, FrozenSet<Scope>> _scopes;
    private readonly FrozenSet<Scope> _scopesOfUnlisted;

    public ApiKeys(IOptions<ApiKeyOptions> options)
    {
        _scopes = AllScopes
            .SelectMany(scope => options.Value.DigestsOf(scope), (scope, digest) => (scope, digest))
            .GroupBy(entry => entry.digest, entry => entry.scope)
            .ToFrozenDictionary(entry => entry.Key, entry => entry.ToFrozenSet());
        _scopesOfUnlisted = options.Value.AllowUnlisted ? AllScopes : [];
    }

    /// <summary>Returns the request's key; an empty string if the request has no key.</summary>
    internal static string KeyOf(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[CommonParameters.Code.Name].ToString();

    /// <summary>Returns the scopes that <paramref name="key"/> permits.</summary>
    internal IReadOnlySet<Scope> ScopesOf(string key) =>
        _scopes.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))), _scopesOfUnlisted);
}
