namespace IngestionBenchmark;

/// <summary>A flight in one day's timetable.</summary>
internal sealed record SampleFlight(
    string Airline,
    string Number,
    string Origin,
    string Destination,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    double DistanceKm,
    string Aircraft);
