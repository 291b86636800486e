using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LocalStack.Host;

/// <summary>
/// Keys as the Functions host has them: one of each function's own, host keys for all functions, a master key for everything. A client
/// sends one in the header <c>x-functions-key</c> or the query parameter <c>code</c>.
/// </summary>
/// <param name="Master">Opens everything, the level Admin too.</param>
/// <param name="Default">Opens every function of the level Function.</param>
/// <param name="Functions">By function, the key that opens only it.</param>
/// <param name="Named">By name, more host keys.</param>
internal sealed record FunctionKeys(
    string Master, string Default, IReadOnlyDictionary<string, string> Functions, IReadOnlyDictionary<string, string> Named)
{
    public const string Header = "x-functions-key";
    public const string QueryParameter = "code";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the keys, and adds those that are not there yet. Only the owner can read the file.</summary>
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

    public bool Allow(FunctionEntry function, AuthorizationLevel level, HttpRequest request)
    {
        if (level == AuthorizationLevel.Anonymous)
            return true;

        var given = request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[QueryParameter].ToString();
        return Is(given, Master)
            || (level == AuthorizationLevel.Function && (Is(given, Default) || Is(given, Functions[function.Name]) || Named.Values.Any(key => Is(given, key))));
    }

    private static FunctionKeys Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<FunctionKeys>(File.ReadAllBytes(path), Json)
                ?? throw new InvalidDataException($"{path} holds no keys. Delete it to get new ones.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no key file: {e.Message} Delete it to get new keys.", e);
        }
    }

    private static bool Is(string given, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_');
}
