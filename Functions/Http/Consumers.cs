using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Http;

/// <summary>
/// What a key opens. The Functions host has verified that it is one of its keys, and answered 401 otherwise; here the keys of an
/// audience are narrowed down to its operations. A key that is listed for none opens what the host lets it open: every function, or one.
/// </summary>
public sealed class Consumers(IOptions<ConsumerOptions> options)
{
    /// <summary>The header in which the Functions host takes a key; it takes one in the query parameter <c>code</c> as well.</summary>
    public const string Header = "x-functions-key";

    private static readonly Audience[] Audiences = [Audience.Read, Audience.Publish, Audience.Operate];

    private readonly IReadOnlyDictionary<Audience, IReadOnlySet<string>> _digests =
        Audiences.ToDictionary(audience => audience, options.Value.DigestsOf);

    /// <summary>The key that the request brings, "" for none.</summary>
    internal static string KeyOf(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[CommonParameters.Code.Name].ToString();

    /// <summary>Whether <paramref name="key"/> opens operations for <paramref name="wanted"/>. Whoever operates this may also read.</summary>
    internal bool Opens(string key, Audience wanted)
    {
        if (wanted == Audience.Open)
            return true;

        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var listed = Audiences.Where(audience => _digests[audience].Contains(digest)).ToList();
        return listed.Count == 0 || listed.Contains(wanted) || (wanted == Audience.Read && listed.Contains(Audience.Operate));
    }
}
