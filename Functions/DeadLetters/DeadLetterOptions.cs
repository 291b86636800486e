namespace LatamFunctions.DeadLetters;

/// <summary>The settings <c>DeadLetters__*</c>: the storage account of the dead letters. Exactly one of the two must be set.</summary>
public sealed class DeadLetterOptions
{
    public const string Section = "DeadLetters";

    /// <summary>The table.</summary>
    public const string Table = "deadletters";

    /// <summary><c>https://account.table.core.windows.net</c>; the app authenticates with its managed identity.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>A connection string, for Azurite and accounts with keys. A secret.</summary>
    public string? ConnectionString { get; set; }

    public bool HasExactlyOneConnection() => TableServiceUri is { IsAbsoluteUri: true } ^ !string.IsNullOrEmpty(ConnectionString);
}
