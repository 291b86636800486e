namespace IngestionBenchmark;

/// <summary>A flight in one day's timetable.</summary>
internal sealed record TimetableFlight(
    string Airline,
    string Number,
    string Origin,
    string Destination,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    double DistanceKm,
    string Aircraft);
