namespace LocalStack.Storage;

internal sealed record AzuriteOptions
{
    /// <summary>The folder in which npm installed azurite.</summary>
    public required string NodeModules { get; init; }

    /// <summary>Created if it does not exist.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The ports of the first start; a restart uses the same ports.</summary>
    public AzuritePorts Ports { get; init; }

    /// <summary>The key of the one account, in Base64.</summary>
    public string AccountKey { get; init; } = AzuriteServer.WellKnownKey;

    /// <summary>Returns a text without the key, which a record would otherwise print.</summary>
    public override string ToString() => $"{DataDirectory}, {Ports}";
}
