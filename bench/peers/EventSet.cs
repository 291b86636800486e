using System.Text;
using System.Text.Json;
using ApiBenchmark;
using LocalStack.Configuration;
using LocalStack.Demo;
using Verify;

namespace PeerBenchmark;

/// <summary>Numbered events to publish.</summary>
/// <param name="IdPrefix">The beginning of their ids.</param>
/// <param name="BodyOf">The event with a number, as JSON.</param>
internal sealed record EventSet(string IdPrefix, Func<long, ReadOnlyMemory<byte>> BodyOf)
{
    /// <summary>Flights whose events take part in a plan, as in bench/load.</summary>
    private const int PlannedFlights = 20_000;

    /// <summary>Events of the verifier: a flight's events state its delay, aircraft and gate sequentially.</summary>
    public static EventSet Plan()
    {
        var plan = RunPlan.Create(PlannedFlights, partitions: 4, badEvery: 0, DateTimeOffset.UtcNow);
        return new EventSet($"{plan.Run}-", number => Encoding.UTF8.GetBytes(plan.EventOf(number)));
    }

    /// <summary>The first event of each of some real flights.</summary>
    /// <returns>The events, and the queries for their flights.</returns>
    public static (EventSet Events, SampleQueries Queries) Sample(int flights)
    {
        using var sample = new SampleFlights(BuildPaths.SampleFlights);
        var bodies = new List<ReadOnlyMemory<byte>>(flights);
        var (ids, departures) = (new List<string>(flights), new List<Departures>(flights));
        foreach (var request in sample.Requests(flights))
        {
            using (request)
            using (var batch = JsonDocument.Parse(request.Seal()))
            {
                foreach (var body in batch.RootElement.EnumerateArray().Select(element => element.GetProperty("Body").GetString()!))
                {
                    using var flight = JsonDocument.Parse(body);
                    bodies.Add(Encoding.UTF8.GetBytes(body));
                    ids.Add(flight.RootElement.GetProperty("flightId").GetString()!);
                    departures.Add(new Departures(
                        flight.RootElement.GetProperty("origin").GetString()!,
                        DateOnly.FromDateTime(flight.RootElement.GetProperty("scheduledDeparture").GetDateTime())));
                }
            }
        }

        return (new EventSet(DemoIds.EventPrefix, number => bodies[(int)number]), new SampleQueries(ids, departures));
    }
}

/// <summary>Queries for real flights. A query for departures is as probable as it has flights.</summary>
internal sealed record SampleQueries(IReadOnlyList<string> Ids, IReadOnlyList<Departures> Departures)
{
    /// <summary>The flights in the response to a query for departures, on average.</summary>
    public double FlightsPerList => Departures.CountBy(one => one).Sum(list => (double)list.Value * list.Value) / Departures.Count;

    public BenchmarkQuery Next(QueryKind kind, Random random) => kind == QueryKind.PointRead
        ? new FlightById(Ids[random.Next(Ids.Count)])
        : Departures[random.Next(Departures.Count)];
}
