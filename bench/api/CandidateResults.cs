namespace ApiBenchmark;

/// <summary>The measured results of one way to execute the queries.</summary>
internal sealed record CandidateResults(string Name, IReadOnlyList<LoadMeasurement> Measurements);
