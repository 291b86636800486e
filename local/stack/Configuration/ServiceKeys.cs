using System.Security.Cryptography;
using LocalFunctions.Host.Http;

namespace LocalStack.Configuration;

/// <summary>The keys of the stack's services, which are created on first use and stored in the data folder.</summary>
/// <param name="EventHubs">The key with which clients of the event hub sign their tokens.</param>
/// <param name="Kusto">The engine's bearer token.</param>
/// <param name="Storage">The key of Azurite's account in Base64.</param>
internal sealed record ServiceKeys(string EventHubs, string Kusto, string Storage)
{
    /// <exception cref="InvalidDataException">The file does not contain keys, or is damaged.</exception>
    public static ServiceKeys LoadOrCreate(string path)
    {
        if (KeyFile.Read<ServiceKeys>(path) is { } known)
            return known;

        var keys = new ServiceKeys(NewKey(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), NewKey());
        KeyFile.Write(path, keys);
        return keys;
    }

    /// <summary>Returns a description without the keys, which a record's default implementation would include.</summary>
    public override string ToString() => nameof(ServiceKeys);

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
}
