using ApiBenchmark;

namespace PeerBenchmark;

/// <summary>
/// Queries for real flights. The probability of a query for departures is proportional to the number of flights in its response.
/// </summary>
internal sealed record QueryWorkload(IReadOnlyList<string> Ids, IReadOnlyList<Departures> Departures)
{
    /// <summary>The average number of flights in a response to a query for departures.</summary>
    public double FlightsPerList => Departures.CountBy(one => one).Sum(list => (double)list.Value * list.Value) / Departures.Count;

    public BenchmarkQuery Next(QueryKind kind, Random random) => kind == QueryKind.PointRead
        ? new FlightById(Ids[random.Next(Ids.Count)])
        : Departures[random.Next(Departures.Count)];
}
