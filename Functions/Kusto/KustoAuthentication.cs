namespace LatamFunctions.Kusto;

/// <summary>How the app authenticates to Azure Data Explorer.</summary>
public enum KustoAuthentication
{
    /// <summary>By the token of a managed identity or a developer's sign-in.</summary>
    Identity,

    /// <summary>Not at all: local engines have no users.</summary>
    None,
}
