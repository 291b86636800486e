namespace LatamFunctions.Kusto;

/// <summary>The way in which the app authenticates to Azure Data Explorer.</summary>
public enum KustoAuthentication
{
    /// <summary>The token of a managed identity or of a developer's sign-in.</summary>
    Identity,

    /// <summary>The bearer token of the setting <c>Kusto__Token</c>, for local engines that require one.</summary>
    Token,

    /// <summary>No authentication: local engines have no users.</summary>
    None,
}
