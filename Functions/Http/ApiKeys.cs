using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Http;

/// <summary>
/// The operations that each key opens. The Functions host has verified that it issued a key, and responded 401 otherwise; a key opens the
/// operations of the lists that contain its digest, and a key on no list opens nothing.
/// </summary>
public sealed class ApiKeys
{
    /// <summary>The header in which the Functions host accepts a key; it also accepts the query parameter <c>code</c>.</summary>
    public const string Header = "x-functions-key";

    private static readonly FrozenSet<Scope> Everything = [Scope.Read, Scope.Publish, Scope.Operate];

    private readonly FrozenDictionary<string, FrozenSet<Scope>> _scopes;
    private readonly FrozenSet<Scope> _scopesOfUnlisted;

    public ApiKeys(IOptions<ApiKeyOptions> options)
    {
        _scopes = Everything
            .SelectMany(scope => options.Value.DigestsOf(scope), (scope, digest) => (scope, digest))
            .GroupBy(entry => entry.digest, entry => entry.scope)
            .ToFrozenDictionary(entry => entry.Key, entry => entry.ToFrozenSet());
        _scopesOfUnlisted = options.Value.AllowUnlisted ? Everything : [];
    }

    /// <summary>The key that the request has, "" if there is none.</summary>
    internal static string KeyOf(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[CommonParameters.Code.Name].ToString();

    /// <summary>The operations that <paramref name="key"/> opens.</summary>
    internal IReadOnlySet<Scope> ScopesOf(string key) =>
        _scopes.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))), _scopesOfUnlisted);
}
