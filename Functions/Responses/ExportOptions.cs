namespace LatamFunctions.Responses;

/// <summary>Settings <c>Exports__*</c>: the limits for exports.</summary>
public sealed class ExportOptions
{
    public const string Section = "Exports";

    /// <summary>
    /// The maximum number of concurrent exports per instance. Each export uses a dedicated thread and a query of up to 500,000 rows.
    /// </summary>
    public int MaxConcurrent { get; set; } = 8;

    /// <summary>The maximum duration of an export, so that slow clients do not occupy slots indefinitely.</summary>
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(10);
}
