namespace DuckDbBenchmark;

/// <summary>One measurement of a candidate.</summary>
internal sealed record Sample(long Result, TimeSpan Cpu, long Bytes);
