namespace ApiBenchmark;

/// <summary>
/// Random queries. On average, six of ten queries read a flight by its id, three read an airport's departures, and one reads statistics.
/// </summary>
internal sealed class QueryMix(KnownFlights known)
{
    private static readonly string[] Groups = ["airport", "route", "day", "hour"];

    public BenchmarkQuery Next(Random random) => random.Next(10) switch
    {
        < 6 => new FlightById(Any(known.FlightIds, random)),
        < 9 => new Departures(Any(known.Airports, random), Any(known.Days, random)),
        _ => Analytics(random),
    };

    /// <summary>Returns a set of random queries in about the same proportions, for repeated use.</summary>
    public IReadOnlyList<BenchmarkQuery> HotSet(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => Next(random))];

    private BenchmarkQuery Analytics(Random random)
    {
        var from = Any(known.Days, random);
        return random.Next(3) switch
        {
            0 => new Delays(Any(Groups, random), from, from.AddDays(7)),
            1 => new BusiestRoutes(10),
            _ => new FlightsByDay(from, from.AddMonths(1)),
        };
    }

    private static T Any<T>(IReadOnlyList<T> values, Random random) => values[random.Next(values.Count)];
}
