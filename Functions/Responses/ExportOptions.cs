namespace LatamFunctions.Responses;

/// <summary>Settings <c>Exports__*</c>.</summary>
public sealed class ExportOptions
{
    public const string Section = "Exports";

    /// <summary>
    /// The maximum number of concurrent exports in each instance. Each has its own thread and a query of up to 500,000 rows.
    /// </summary>
    public int MaxConcurrent { get; set; } = 8;

    /// <summary>The longest time of one export. A client that reads more slowly occupies a slot that others need.</summary>
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(10);
}
