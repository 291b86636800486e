namespace ApiBenchmark;

/// <summary>A way to get the answers, and what it was measured to take.</summary>
internal sealed record Candidate(string Name, IReadOnlyList<Measurement> Measurements);
