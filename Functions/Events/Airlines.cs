using System.Collections.Frozen;

namespace LatamFunctions.Events;

/// <summary>An airline of kusto/reference/airlines.csv.</summary>
internal sealed record Airline(AsciiCode Iata, AsciiCode Icao);

/// <summary>The airlines of kusto/reference/airlines.csv by their IATA and ICAO codes.</summary>
internal static class Airlines
{
    private const int IcaoLength = 3;

    private static readonly FrozenDictionary<ulong, Airline> ByCode = Load();

    /// <summary>The airline with an IATA or ICAO code, or null if the table has none.</summary>
    public static Airline? Find(AsciiCode code) => ByCode.GetValueOrDefault(code.Bits);

    /// <summary>The IATA code of an airline that the table has; any other code unchanged.</summary>
    public static AsciiCode ToIata(AsciiCode code) => code.Length == IcaoLength ? Find(code)?.Iata ?? code : code;

    /// <summary>Columns: Iata, Icao, …; neither is ever quoted.</summary>
    private static FrozenDictionary<ulong, Airline> Load()
    {
        var airlines = new Dictionary<ulong, Airline>();
        foreach (var line in ReferenceTable.Read("airlines.csv"))
        {
            var fields = line.Split(',', 3);
            var airline = new Airline(AsciiCode.From(fields[0]), AsciiCode.From(fields[1]));
            airlines.Add(airline.Iata.Bits, airline);
            airlines.Add(airline.Icao.Bits, airline);
        }

        return airlines.ToFrozenDictionary();
    }
}
