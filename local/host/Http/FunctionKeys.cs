using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LocalFunctions.Host;

/// <summary>
/// Keys as the Functions host has them: one for each function, host keys for all functions, a master key for everything. A client sends one
/// in the header <c>x-functions-key</c> or the query parameter <c>code</c>.
/// </summary>
/// <param name="Master">Authorizes every function, of the level Admin too.</param>
/// <param name="Default">Authorizes every function of the level Function.</param>
/// <param name="Functions">By function name, the key that authorizes this function only.</param>
/// <param name="Named">By name, more host keys. An app can restrict what they authorize.</param>
public sealed record FunctionKeys(
    string Master, string Default, IReadOnlyDictionary<string, string> Functions, IReadOnlyDictionary<string, string> Named)
{
    public const string Header = "x-functions-key";
    public const string QueryParameter = "code";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the keys of a file and adds those that it lacks. Only the file's owner can read it.</summary>
    /// <exception cref="InvalidDataException">The file does not contain keys.</exception>
    public static FunctionKeys LoadOrCreate(string path, IEnumerable<string> functions, IEnumerable<string> named)
    {
        var known = File.Exists(path) ? Read(path) : null;
        var keys = new FunctionKeys(
            known?.Master ?? NewKey(),
            known?.Default ?? NewKey(),
            functions.ToDictionary(name => name, name => known?.Functions.GetValueOrDefault(name) ?? NewKey()),
            named.ToDictionary(name => name, name => known?.Named?.GetValueOrDefault(name) ?? NewKey()));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, keys, Json);
        return keys;
    }

    internal bool Authorize(HttpFunction function, HttpRequest request)
    {
        if (function.Level == AuthorizationLevel.Anonymous)
            return true;

        var given = request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[QueryParameter].ToString();
        if (given.Length == 0)
            return false;
        return Matches(given, Master)
            || (function.Level is AuthorizationLevel.Function or AuthorizationLevel.User
                && (Matches(given, Default)
                    || (Functions.TryGetValue(function.Name, out var own) && Matches(given, own))
                    || Named.Values.Any(key => Matches(given, key))));
    }

    private static FunctionKeys Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<FunctionKeys>(File.ReadAllBytes(path), Json)
                ?? throw new InvalidDataException($"{path} does not contain keys. Delete it to get new ones.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not a key file: {e.Message} Delete it to get new keys.", e);
        }
    }

    private static bool Matches(string given, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_');
}
