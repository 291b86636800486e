namespace IngestionBenchmark;

/// <summary>A generated day of flights in South America and their events, which are the same in every run.</summary>
internal static class Timetable
{
    public const int Flights = 4000;
    public const int EventsPerFlight = 3;

    private const int Seed = 20240501;

    private static readonly string[] Airlines = ["LA", "AV", "CM", "G3", "AD", "H2", "AR", "LP"];
    private static readonly string[] Aircraft = ["A320", "A321", "A20N", "B789", "B738", "E195"];
    private static readonly TimeSpan[] Offsets = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(-3), TimeSpan.FromHours(-4)];

    private static readonly string[] Airports =
    [
        "SCL", "LIM", "GRU", "GIG", "EZE", "AEP", "BOG", "UIO", "GYE", "MVD",
        "ASU", "VVI", "LPB", "BSB", "CNF", "FOR", "REC", "ANF", "PMC", "CUZ",
    ];

    public static IReadOnlyList<SampleEvent> Events()
    {
        var random = new Random(Seed);
        var events = new List<SampleEvent>(Flights * EventsPerFlight);
        for (var i = 0; i < Flights; i++)
            AddEvents(events, Flight(i, random), random);

        // The events are in the order of publishing, in which the events of many flights are interleaved.
        return [.. events.OrderBy(e => e.OccurredAt).ThenBy(e => e.EventId, StringComparer.Ordinal)];
    }

    private static TimetableFlight Flight(int index, Random random)
    {
        var origin = random.Next(Airports.Length);
        var destination = (origin + random.Next(1, Airports.Length)) % Airports.Length;
        var offset = Offsets[random.Next(Offsets.Length)];
        var departure = new DateTimeOffset(2024, 5, 1, 6, 0, 0, TimeSpan.Zero).AddMinutes(5 * random.Next(180)).ToOffset(offset);
        var km = Math.Round(300 + (random.NextDouble() * 4200), 1);
        return new TimetableFlight(
            Airlines[random.Next(Airlines.Length)],
            $"{100 + index}",
            Airports[origin],
            Airports[destination],
            departure,
            departure.AddMinutes(30 + (int)(km / 13)),
            km,
            Aircraft[random.Next(Aircraft.Length)]);
    }

    private static void AddEvents(List<SampleEvent> events, TimetableFlight flight, Random random)
    {
        var delay = random.Next(-10, 60);
        var gate = $"{random.Next(1, 40)}{"ABC"[random.Next(3)]}";
        var off = flight.Departure.AddMinutes(delay).AddSeconds(random.Next(60));
        events.Add(new SampleEvent(NewId(random), "FlightScheduled", flight.Departure.AddHours(-5), flight, null, null, gate));
        events.Add(new SampleEvent(NewId(random), "FlightBoarding", flight.Departure.AddMinutes(-40), flight, delay, null, gate));
        events.Add(new SampleEvent(NewId(random), "FlightDeparted", off, flight, delay, off, gate));
    }

    /// <summary>Returns a deterministic GUID.</summary>
    private static string NewId(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}
