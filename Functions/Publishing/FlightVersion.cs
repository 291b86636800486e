using System.Data;
using System.Globalization;
using LatamFunctions.Flights;
using LatamFunctions.Kusto;

namespace LatamFunctions.Publishing;

/// <summary>The version of a flight, with which the preconditions of a change are compared.</summary>
/// <param name="ETag">The ETag that GET returns.</param>
/// <param name="LatestTime">The time at which the latest event occurred.</param>
internal record FlightVersion(string ETag, DateTime LatestTime)
{
    /// <returns>The version; <c>null</c> if the flight does not exist.</returns>
    public static async Task<FlightVersion?> ReadAsync(KustoClient kusto, string flightId, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.GetVersion(flightId), cancellationToken);
        return rows.HasRow ? new FlightVersion(FlightETag.From(rows.Reader), LatestTimeOf(rows.Reader)) : null;
    }

    /// <summary>Returns the time at the start of the column Version, which has full precision.</summary>
    protected static DateTime LatestTimeOf(IDataRecord row)
    {
        var version = row.GetString(row.GetOrdinal("Version"));
        return DateTime.Parse(version[..version.IndexOf('/')], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
    }
}
