namespace Azure.Data.Tables;

/// <summary>The account, key and table address in a storage connection string. Azurite's short form is known.</summary>
internal sealed record StorageConnectionString(Uri TableEndpoint, TableSharedKeyCredential Credential)
{
    private const string Development =
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + "TableEndpoint=http://127.0.0.1:10002/devstoreaccount1";

    /// <exception cref="FormatException">A part is missing or malformed; the message names it, never its value.</exception>
    public static StorageConnectionString Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var parts = Parts(connectionString);
        if (parts.TryGetValue("UseDevelopmentStorage", out var development) && bool.TryParse(development, out var isOn) && isOn)
            parts = Parts(Development);

        var account = Part(parts, "AccountName");
        var endpoint = parts.TryGetValue("TableEndpoint", out var text)
            ? text
            : $"{parts.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.table.{parts.GetValueOrDefault("EndpointSuffix", "core.windows.net")}";
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri))
            throw new FormatException("The TableEndpoint of the storage connection string is no address.");
        return new StorageConnectionString(uri, Credential(account, Part(parts, "AccountKey")));

        static TableSharedKeyCredential Credential(string account, string key)
        {
            try
            {
                return new TableSharedKeyCredential(account, key);
            }
            catch (FormatException e)
            {
                throw new FormatException("The AccountKey of the storage connection string is not Base64.", e);
            }
        }
    }

    private static Dictionary<string, string> Parts(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is not [var name, var value])
                throw new FormatException("The storage connection string is no list of 'name=value' with ';' between.");
            parts[name] = value;
        }

        return parts;
    }

    private static string Part(Dictionary<string, string> parts, string name) =>
        parts.TryGetValue(name, out var value) && value.Length > 0 ? value : throw new FormatException($"The storage connection string has no {name}.");
}
