namespace ApiBenchmark;

/// <summary>A measured way to execute the queries, with its results.</summary>
internal sealed record Candidate(string Name, IReadOnlyList<Measurement> Measurements);
