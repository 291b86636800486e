namespace Azure.Data.Tables;

/// <summary>The account, key and table address in a storage connection string. Azurite's short form is known.</summary>
internal sealed record StorageConnectionString(Uri TableEndpoint, string AccountName, string AccountKey)
{
    private const string Development =
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + "TableEndpoint=http://127.0.0.1:10002/devstoreaccount1";

    /// <exception cref="FormatException">A part is missing; the message names it, never the key.</exception>
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
        return new StorageConnectionString(new Uri(endpoint.TrimEnd('/') + "/"), account, Part(parts, "AccountKey"));
    }

    private static Dictionary<string, string> Parts(string text) => text
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(part => part.Split('=', 2))
        .Where(pair => pair.Length == 2)
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

    private static string Part(Dictionary<string, string> parts, string name) =>
        parts.TryGetValue(name, out var value) ? value : throw new FormatException($"The storage connection string has no {name}.");
}
