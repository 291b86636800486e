namespace LatamFunctions.Flights;

/// <summary>Settings <c>Changes__*</c>.</summary>
public sealed class FlightChangeOptions
{
    public const string Section = "Changes";

    /// <summary>
    /// The age of a stored event from which a search by updatedSince shows it. Rows have the time at which the request that stored them
    /// began and become visible until it ends, so this is more than the longest request (<c>Ingestion__RequestTimeout</c>); otherwise a
    /// reader could miss a row that becomes visible late.
    /// </summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(40);
}
