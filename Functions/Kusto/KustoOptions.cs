namespace LatamFunctions.Kusto;

/// <summary>Settings <c>Kusto__*</c>: the Azure Data Explorer database with the flights.</summary>
public sealed class KustoOptions
{
    public const string Section = "Kusto";

    /// <summary>The table that kusto/schema.kql creates for events.</summary>
    public const string Table = "FlightEvents";

    /// <summary>The ingestion mapping that kusto/schema.kql creates for events.</summary>
    public const string Mapping = "FlightEventsJson";

    /// <summary>
    /// The cluster's address: <c>https://name.region.kusto.windows.net</c>, or <c>http://127.0.0.1:8080</c> for a local engine.
    /// </summary>
    public Uri? Endpoint { get; set; }

    public string Database { get; set; } = "flights";

    /// <summary>The app's method of authentication to the cluster.</summary>
    public KustoAuthentication Authentication { get; set; } = KustoAuthentication.Identity;

    /// <summary>The token for <see cref="KustoAuthentication.Token"/>. The value is a secret.</summary>
    public string? Token { get; set; }

    /// <summary>Whether the bodies of streaming ingestion are compressed. A local engine is faster without compression.</summary>
    public bool CompressIngestion { get; set; } = true;

    public bool HasEndpoint() => Endpoint is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    /// <summary>
    /// Returns whether tokens are protected: no token is sent, the connection is encrypted, or the token is sent to an engine on this
    /// machine.
    /// </summary>
    public bool ProtectsToken() =>
        Authentication == KustoAuthentication.None
        || Endpoint?.Scheme == Uri.UriSchemeHttps
        || (Authentication == KustoAuthentication.Token && Endpoint is { IsLoopback: true });

    public bool HasToken() => Authentication != KustoAuthentication.Token || !string.IsNullOrEmpty(Token);
}
