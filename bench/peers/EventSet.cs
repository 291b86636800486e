using System.Text;
using System.Text.Json;
using ApiBenchmark;
using LocalStack.Configuration;
using LocalStack.Demo;
using Verify;

namespace PeerBenchmark;

/// <summary>Numbered events to publish.</summary>
/// <param name="IdPrefix">The prefix of the events' ids.</param>
/// <param name="BodyOf">Returns the event with the given number as JSON.</param>
internal sealed record EventSet(string IdPrefix, Func<long, ReadOnlyMemory<byte>> BodyOf)
{
    /// <summary>The number of flights in a plan, as in bench/load.</summary>
    private const int PlannedFlights = 20_000;

    /// <summary>Creates the events of the verifier. A flight's successive events set its delay, its aircraft and its gate.</summary>
    public static EventSet Plan()
    {
        var plan = RunPlan.Create(PlannedFlights, partitions: 4, badEvery: 0, DateTimeOffset.UtcNow);
        return new EventSet($"{plan.Run}-", number => Encoding.UTF8.GetBytes(plan.EventOf(number)));
    }

    /// <summary>Creates the first event for each of the specified number of real flights.</summary>
    /// <returns>The events, and queries for their flights.</returns>
    public static (EventSet Events, QueryWorkload Queries) Sample(int flights)
    {
        using var sample = new SampleFlights(BuildPaths.SampleFlights);
        var bodies = new List<ReadOnlyMemory<byte>>(flights);
        var (ids, departures) = (new List<string>(flights), new List<Departures>(flights));
        foreach (var (_, body) in sample.Events(flights))
        {
            using var flight = JsonDocument.Parse(body);
            bodies.Add(body);
            ids.Add(flight.RootElement.GetProperty("flightId").GetString()!);
            departures.Add(new Departures(
                flight.RootElement.GetProperty("origin").GetString()!,
                DateOnly.FromDateTime(flight.RootElement.GetProperty("scheduledDeparture").GetDateTime())));
        }

        return (new EventSet(DemoIds.EventPrefix, number => bodies[(int)number]), new QueryWorkload(ids, departures));
    }
}
