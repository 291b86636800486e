namespace LatamFunctions.Import;

/// <summary>What to import, how, and where to.</summary>
internal sealed record ImportOptions
{
    public required FileInfo File { get; init; }

    /// <summary>A map of the folder <c>maps</c> by its name, or the path of another one.</summary>
    public required string Map { get; init; }

    /// <summary>An Event Hubs connection string; null if <see cref="Namespace"/> is given.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The host of a namespace (<c>name.servicebus.windows.net</c>), opened with a Microsoft Entra credential.</summary>
    public string? Namespace { get; init; }

    public string Hub { get; init; } = "flight-events";

    /// <summary>The character encoding of a CSV file, in DuckDB's words: utf-8, utf-16 or latin-1.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Checks the records and publishes nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Begins with the first record whatever an earlier run has published.</summary>
    public bool Restarts { get; init; }

    /// <summary>Where rejected records are written, one JSON object a line.</summary>
    public string RejectsPath => File.FullName + ".rejects.jsonl";

    /// <summary>Where the progress is kept for the next run.</summary>
    public string ProgressPath => File.FullName + ".import.json";
}
