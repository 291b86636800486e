using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Where to send, and how to prove that one may.</summary>
internal sealed class HubAddress
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);
    private static readonly string[] Scopes = ["https://eventhubs.azure.net/.default"];

    private readonly TokenCredential _credential;
    private readonly string _keyName;
    private readonly string _key;

    public HubAddress(string fullyQualifiedNamespace, string eventHubName, TokenCredential credential)
    {
        ArgumentException.ThrowIfNullOrEmpty(fullyQualifiedNamespace);
        ArgumentException.ThrowIfNullOrEmpty(eventHubName);
        Namespace = fullyQualifiedNamespace;
        Messages = new Uri($"https://{fullyQualifiedNamespace}/{eventHubName}/messages");
        _credential = credential ?? throw new ArgumentNullException(nameof(credential));
    }

    /// <exception cref="FormatException">A part is missing or malformed; the message names it, never its value.</exception>
    public HubAddress(string connectionString, string eventHubName)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        ArgumentException.ThrowIfNullOrEmpty(eventHubName);
        var parts = Parts(connectionString);
        if (!Uri.TryCreate(Part(parts, "Endpoint"), UriKind.Absolute, out var endpoint))
            throw new FormatException("The Endpoint of the Event Hubs connection string is no address.");

        var isEmulator = parts.TryGetValue("UseDevelopmentEmulator", out var text) && bool.TryParse(text, out var isOn) && isOn;
        Namespace = endpoint.Host;
        Messages = new Uri($"{(isEmulator ? "http" : "https")}://{endpoint.Authority}/{eventHubName}/messages");
        _keyName = Part(parts, "SharedAccessKeyName");
        _key = Part(parts, "SharedAccessKey");
    }

    public string Namespace { get; }

    public Uri Messages { get; }

    /// <summary>The value of the Authorization header.</summary>
    public async ValueTask<string> AuthorizeAsync(CancellationToken cancellationToken)
    {
        if (_credential is null)
            return SharedAccessSignature();
        var token = await _credential.GetTokenAsync(new TokenRequestContext(Scopes), cancellationToken).ConfigureAwait(false);
        return $"Bearer {token.Token}";
    }

    /// <summary>"Generate a Shared Access Signature token" of Event Hubs' documentation.</summary>
    private string SharedAccessSignature()
    {
        var resource = Uri.EscapeDataString(Messages.AbsoluteUri);
        var expiry = DateTimeOffset.UtcNow.Add(TokenLifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(_key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}")));
        return $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(signature)}&se={expiry}&skn={Uri.EscapeDataString(_keyName)}";
    }

    private static Dictionary<string, string> Parts(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is not [var name, var value])
                throw new FormatException("The Event Hubs connection string is no list of 'name=value' with ';' between.");
            parts[name] = value;
        }

        return parts;
    }

    private static string Part(Dictionary<string, string> parts, string name) =>
        parts.TryGetValue(name, out var value) && value.Length > 0
            ? value
            : throw new FormatException($"The Event Hubs connection string has no {name}.");
}
