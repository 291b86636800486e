namespace ApiBenchmark;

/// <summary>A way to execute the queries, and its measured figures.</summary>
internal sealed record Candidate(string Name, IReadOnlyList<Measurement> Measurements);
