using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Http;

/// <summary>
/// Settings <c>ApiKeys__*</c>: what the host's function keys of these names are, so that each opens the operations of its audience only.
/// The Functions host has verified that a key is one of its keys, and answered 401 otherwise; here it is narrowed down. A key of the host
/// that is none of these opens what it opens without this app: all functions, or one.
/// </summary>
public sealed class ApiKeyOptions
{
    public const string Section = "ApiKeys";

    public string Read { get; set; } = "";

    public string Publish { get; set; } = "";

    public string Operate { get; set; } = "";
}

/// <summary>Whose key a request has.</summary>
public sealed class ApiKeys
{
    /// <summary>Names of the header and the query parameter in which the Functions host takes keys.</summary>
    public const string Header = "x-functions-key";

    private readonly IReadOnlyList<(Audience Audience, byte[] Key)> _keys;

    public ApiKeys(IOptions<ApiKeyOptions> options)
    {
        _keys =
        [
            .. from key in new[]
               {
                   (Audience: Audience.Read, Key: options.Value.Read),
                   (Audience: Audience.Publish, Key: options.Value.Publish),
                   (Audience: Audience.Operate, Key: options.Value.Operate),
               }
               where key.Key.Length > 0
               select (key.Audience, Encoding.UTF8.GetBytes(key.Key)),
        ];
    }

    /// <summary>The key that the request brings, "" for none.</summary>
    internal static string Of(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[CommonParameters.Code.Name].ToString();

    /// <summary>Whether <paramref name="key"/> opens operations for <paramref name="wanted"/>. Whoever operates this may also read.</summary>
    internal bool Opens(string key, Audience wanted)
    {
        if (wanted == Audience.Open)
            return true;

        var given = Encoding.UTF8.GetBytes(key);
        var audiences = _keys.Where(known => CryptographicOperations.FixedTimeEquals(known.Key, given)).Select(known => known.Audience).ToList();
        return audiences.Count == 0
            || audiences.Contains(wanted)
            || (wanted == Audience.Read && audiences.Contains(Audience.Operate));
    }
}
