using System.Collections.Frozen;

namespace LatamFunctions.Events;

/// <summary>The airports in kusto/reference/airports.csv by IATA and ICAO code.</summary>
internal static class Airports
{
    private const int IcaoLength = 4;

    private static readonly FrozenDictionary<ulong, Airport> ByCode = Load();

    /// <summary>Returns the airport with the given IATA or ICAO code; <c>null</c> if the table does not contain the code.</summary>
    public static Airport? Find(AsciiCode code) => ByCode.GetValueOrDefault(code.Bits);

    /// <summary>Converts an airport's ICAO code to its IATA code. A code that is not in the table is returned unchanged.</summary>
    public static AsciiCode ToIata(AsciiCode code) => code.Length == IcaoLength ? Find(code)?.Iata ?? code : code;

    /// <summary>
    /// Reads the columns Iata, Icao and TimeZone, which are the first two columns and the last column. These columns are never quoted.
    /// </summary>
    private static FrozenDictionary<ulong, Airport> Load()
    {
        var airports = new Dictionary<ulong, Airport>();
        foreach (var line in ReferenceTable.Read("airports.csv"))
        {
            var icao = line.IndexOf(',') + 1;
            var name = line.IndexOf(',', icao) + 1;
            var airport = new Airport(AsciiCode.From(line.AsSpan(0, icao - 1)), line[(line.LastIndexOf(',') + 1)..]);
            airports.Add(airport.Iata.Bits, airport);
            if (name - 1 > icao)
                airports.Add(AsciiCode.From(line.AsSpan(icao, name - 1 - icao)).Bits, airport);
        }

        return airports.ToFrozenDictionary();
    }
}
