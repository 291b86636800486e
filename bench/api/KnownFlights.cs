namespace ApiBenchmark;

/// <summary>The flight ids, airports and days for queries. None of the lists is empty.</summary>
internal sealed record KnownFlights(IReadOnlyList<string> FlightIds, IReadOnlyList<string> Airports, IReadOnlyList<DateOnly> Days);
