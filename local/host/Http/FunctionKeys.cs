using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LocalFunctions.Host.Http;

/// <summary>
/// The keys of a Functions host: one key per function, host keys for all functions, and a master key. A client sends a key in the
/// <c>x-functions-key</c> header or the query parameter <c>code</c>.
/// </summary>
/// <param name="Master">The master key, which authorizes all functions, including functions with the level Admin.</param>
/// <param name="Default">The default host key, which authorizes all functions with the level Function.</param>
/// <param name="Functions">The function keys by function name. A function key authorizes only its function.</param>
/// <param name="Named">Additional host keys by name. An app can restrict their scope.</param>
public sealed record FunctionKeys(
    string Master, string Default, IReadOnlyDictionary<string, string> Functions, IReadOnlyDictionary<string, string> Named)
{
    public const string Header = "x-functions-key";
    public const string QueryParameter = "code";

    /// <summary>Reads the keys from a file and adds missing keys. Only the file's owner can read the file.</summary>
    /// <exception cref="InvalidDataException">The file does not contain keys.</exception>
    public static FunctionKeys LoadOrCreate(string path, IEnumerable<string> functions, IEnumerable<string> named)
    {
        var known = KeyFile.Read<FunctionKeys>(path);
        var keys = new FunctionKeys(
            known?.Master ?? NewKey(),
            known?.Default ?? NewKey(),
            functions.ToDictionary(name => name, name => known?.Functions.GetValueOrDefault(name) ?? NewKey()),
            named.ToDictionary(name => name, name => known?.Named?.GetValueOrDefault(name) ?? NewKey()));
        KeyFile.Write(path, keys);
        return keys;
    }

    /// <summary>Returns whether a request contains the master key or a host key.</summary>
    public bool AuthorizeHost(HttpRequest request) =>
        ReadKey(request) is { } requestKey
        && (Matches(requestKey, Master)
            || Matches(requestKey, Default)
            || Named.Values.Any(key => Matches(requestKey, key)));

    internal bool Authorize(HttpFunction function, HttpRequest request)
    {
        if (function.Level == AuthorizationLevel.Anonymous)
            return true;

        if (ReadKey(request) is not { } requestKey)
            return false;
        return Matches(requestKey, Master)
            || (function.Level is AuthorizationLevel.Function or AuthorizationLevel.User
                && (Matches(requestKey, Default)
                    || (Functions.TryGetValue(function.Name, out var own) && Matches(requestKey, own))
                    || Named.Values.Any(key => Matches(requestKey, key))));
    }

    private static string? ReadKey(HttpRequest request)
    {
        var requestKey = request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[QueryParameter].ToString();
        return requestKey.Length == 0 ? null : requestKey;
    }

    private static bool Matches(string requestKey, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(requestKey), Encoding.UTF8.GetBytes(key));

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_');
}
