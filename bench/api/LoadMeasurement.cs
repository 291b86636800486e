using LocalStack.Demo;

namespace ApiBenchmark;

/// <summary>The result of one load run.</summary>
/// <param name="Messages">The messages of the first errors.</param>
internal sealed record LoadMeasurement(int Clients, TimeSpan Elapsed, IReadOnlyList<KindFigures> Kinds, IReadOnlyList<string> Messages)
{
    public double RequestsPerSecond => Kinds.Sum(kind => kind.RequestsPerSecond);

    public int Errors => Kinds.Sum(kind => kind.Errors);
}

/// <summary>The results for one kind of query within a load run.</summary>
/// <param name="Latency">The latency of the successful responses.</param>
internal sealed record KindFigures(QueryKind Kind, LatencyStatistics Latency, double RequestsPerSecond, int Errors);
