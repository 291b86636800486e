using System.Collections.Frozen;

namespace LatamFunctions.Events;

/// <summary>The airports of kusto/reference/airports.csv by their IATA and ICAO codes.</summary>
internal static class Airports
{
    private const int IcaoLength = 4;

    private static readonly FrozenDictionary<ulong, Airport> ByCode = Load();

    /// <summary>The airport with an IATA or ICAO code, or null if the table has none.</summary>
    public static Airport? Find(AsciiCode code) => ByCode.GetValueOrDefault(code.Bits);

    /// <summary>The IATA code of an airport that the table has; any other code unchanged.</summary>
    public static AsciiCode ToIata(AsciiCode code) => code.Length == IcaoLength ? Find(code)?.Iata ?? code : code;

    /// <summary>Columns: Iata, Icao, …, TimeZone. Only the columns between them, which are not read here, can be quoted.</summary>
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
