using LatamFunctions.Events;

namespace LatamFunctions.Import;

/// <summary>The options of the program: the file to import, its map, and the target.</summary>
internal sealed record ImportOptions
{
    public required FileInfo File { get; init; }

    /// <summary>The name of a map in the folder <c>maps</c>, or the path of a map file.</summary>
    public required string Map { get; init; }

    /// <summary>
    /// An Event Hubs connection string. If this property and <see cref="Namespace"/> are <c>null</c>, the target is the local stack.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>The host name of a namespace (<c>name.servicebus.windows.net</c>), which requires a Microsoft Entra credential.</summary>
    public string? Namespace { get; init; }

    public string Hub { get; init; } = EventHubNames.Hub;

    /// <summary>The character encoding of a CSV file, as DuckDB names it: utf-8, utf-16 or latin-1.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Whether records are only validated and not published.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether to start with the first record and ignore the progress of an earlier run.</summary>
    public bool Restarts { get; init; }

    /// <summary>Whether the program writes the stack trace of an unexpected error in addition to its message.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>The path of the file for rejected records, one JSON object per line.</summary>
    public string RejectsPath => File.FullName + ".rejects.jsonl";

    /// <summary>The path of the file that stores the progress for the next run.</summary>
    public string ProgressPath => File.FullName + ".import.json";
}
