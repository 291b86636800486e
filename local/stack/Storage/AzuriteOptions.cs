namespace LocalStack.Storage;

internal sealed record AzuriteOptions
{
    /// <summary>The folder in which npm installed Azurite.</summary>
    public required string NodeModules { get; init; }

    /// <summary>The data folder, which is created if it does not exist.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The ports for the first start. Restarts use the same ports.</summary>
    public AzuritePorts Ports { get; init; }

    /// <summary>The account key in Base64.</summary>
    public string AccountKey { get; init; } = AzuriteServer.WellKnownKey;

    /// <summary>Returns a description without the key, which a record's default implementation would include.</summary>
    public override string ToString() => $"{DataDirectory}, {Ports}";
}
