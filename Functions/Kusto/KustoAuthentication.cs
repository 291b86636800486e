namespace LatamFunctions.Kusto;

/// <summary>The app's method of authentication to Azure Data Explorer.</summary>
public enum KustoAuthentication
{
    /// <summary>The token of a managed identity or of a developer's sign-in.</summary>
    Identity,

    /// <summary>The bearer token in the setting <c>Kusto__Token</c>, for local engines that require a token.</summary>
    Token,

    /// <summary>No authentication, for local engines without users.</summary>
    None,
}
