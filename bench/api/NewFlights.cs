using System.Net;
using System.Net.Http.Json;

namespace ApiBenchmark;

/// <summary>
/// Publishes new flights at a steady rate. Some of the new flights depart before all known flights, some between the known flights, and
/// some after all known flights.
/// </summary>
/// <param name="known">The flights whose days and airports the new flights use.</param>
internal sealed class NewFlights(HttpClient http, Uri root, KnownFlights known, int seed)
{
    private const int BatchSize = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(seed);

    /// <summary>Distinguishes this run's flights from the flights of other runs.</summary>
    private readonly string _run = $"new-{Guid.NewGuid():N}";

    /// <summary>The number of flights that the API accepted.</summary>
    public int Published { get; private set; }

    /// <summary>Publishes until <paramref name="stoppingToken"/> is canceled.</summary>
    /// <exception cref="InvalidOperationException">The API rejected events.</exception>
    public async Task PublishAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var events = Enumerable.Range(Published, BatchSize).Select(Event);
                // A send that has begun is completed, so that accepted events are counted.
                using var response = await http.PostAsJsonAsync(new Uri(root, "events"), events, CancellationToken.None);
                if (response.StatusCode != HttpStatusCode.Accepted)
                {
                    throw new InvalidOperationException(
                        $"POST events returned {(int)response.StatusCode}: "
                        + await response.Content.ReadAsStringAsync(CancellationToken.None));
                }
                Published += BatchSize;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The caller has stopped publishing.
        }
    }

    private object Event(int number)
    {
        var departure = DepartureOf(number);
        return new
        {
            eventId = $"{_run}-{number}",
            eventType = "FlightScheduled",
            occurredAt = departure.AddDays(-1),
            flightId = $"{_run}-{number}",
            origin = Airport(),
            destination = Airport(),
            scheduledDeparture = departure,
        };
    }

    /// <summary>
    /// Returns a departure. The departures rotate through times before the first day, within the days, and after the last day.
    /// </summary>
    private DateTime DepartureOf(int number)
    {
        var (first, last) = (known.Days[0], known.Days[^1]);
        var day = (number % 3) switch
        {
            0 => first.AddDays(-1),
            1 => first.AddDays(_random.Next(last.DayNumber - first.DayNumber + 1)),
            _ => last.AddDays(1),
        };
        return day.ToDateTime(new TimeOnly(_random.NextInt64(TimeSpan.TicksPerDay)), DateTimeKind.Utc);
    }

    private string Airport() => known.Airports[_random.Next(known.Airports.Count)];
}
