namespace LatamFunctions.Flights;

/// <summary>Settings <c>Changes__*</c>: the search for changed flights.</summary>
public sealed class FlightChangeOptions
{
    public const string Section = "Changes";

    /// <summary>
    /// The minimum age of a stored event before a search by <c>updatedSince</c> returns it. A row's time is the start of the request that
    /// stored the row, and the row becomes visible by the end of that request. A value shorter than the longest request
    /// (<c>Ingestion__RequestTimeout</c>) would let a reader miss a row that becomes visible late.
    /// </summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(40);
}
