namespace LatamFunctions.Kusto;

/// <summary>The way in which the app authenticates to Azure Data Explorer.</summary>
public enum KustoAuthentication
{
    /// <summary>By the token of a managed identity or a developer's sign-in.</summary>
    Identity,

    /// <summary>By the bearer token of the setting <c>Kusto__Token</c>: for local engines that require one.</summary>
    Token,

    /// <summary>Not at all: local engines have no users.</summary>
    None,
}
