using LatamFunctions.Events;

namespace IngestionBenchmark;

/// <summary>
/// Computes the local date of a departure as applications usually do: with TimeZoneInfo and a dictionary of the airports' time zones.
/// </summary>
internal static class LocalDates
{
    private static readonly Dictionary<string, TimeZoneInfo> Zones = Load();

    public static DateTime Get(string origin, DateTimeOffset departure) => TimeZoneInfo.ConvertTime(departure, Zones[origin]).Date;

    /// <summary>Reads the columns Iata and TimeZone, which are the first and the last column and are not quoted.</summary>
    private static Dictionary<string, TimeZoneInfo> Load() => (
        from line in ReferenceTable.Read("airports.csv")
        let zone = line[(line.LastIndexOf(',') + 1)..]
        where zone.Length > 0
        select (Iata: line[..line.IndexOf(',', StringComparison.Ordinal)], Zone: TimeZoneInfo.FindSystemTimeZoneById(zone)))
        .ToDictionary(airport => airport.Iata, airport => airport.Zone);
}
