namespace LatamFunctions.Responses;

/// <summary>Settings <c>Exports__*</c>.</summary>
public sealed class ExportOptions
{
    public const string Section = "Exports";

    /// <summary>Exports under way at once in each instance. Each has a thread of its own and a query of up to 500,000 rows.</summary>
    public int MaxConcurrent { get; set; } = 8;

    /// <summary>How long one export may take. A client that reads so slowly holds a slot that others need.</summary>
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(10);
}
