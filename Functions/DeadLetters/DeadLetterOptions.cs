namespace LatamFunctions.DeadLetters;

/// <summary>Settings <c>DeadLetters__*</c>: the storage account for dead letters. Exactly one of the two settings must be set.</summary>
public sealed class DeadLetterOptions
{
    public const string Section = "DeadLetters";

    /// <summary>The name of the dead-letter table.</summary>
    public const string Table = "deadletters";

    /// <summary>The Table service address, <c>https://account.table.core.windows.net</c>, for access with a managed identity.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>A connection string, for Azurite and for accounts with access keys. The value is a secret.</summary>
    public string? ConnectionString { get; set; }

    public bool HasExactlyOneConnection() => TableServiceUri is { IsAbsoluteUri: true } ^ !string.IsNullOrEmpty(ConnectionString);
}
