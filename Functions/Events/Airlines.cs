using System.Collections.Frozen;

namespace LatamFunctions.Events;

/// <summary>An airline in kusto/reference/airlines.csv.</summary>
internal sealed record Airline(AsciiCode Iata, AsciiCode Icao);

/// <summary>The airlines in kusto/reference/airlines.csv by IATA and ICAO code.</summary>
internal static class Airlines
{
    private const int IcaoLength = 3;

    private static readonly FrozenDictionary<ulong, Airline> ByCode = Load();

    /// <summary>Returns the airline with the given IATA or ICAO code; <c>null</c> if the table does not contain the code.</summary>
    public static Airline? Find(AsciiCode code) => ByCode.GetValueOrDefault(code.Bits);

    /// <summary>Converts an airline's ICAO code to its IATA code. A code that is not in the table is returned unchanged.</summary>
    public static AsciiCode ToIata(AsciiCode code) => code.Length == IcaoLength ? Find(code)?.Iata ?? code : code;

    /// <summary>Reads the table. The first two columns, Iata and Icao, are never quoted.</summary>
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
