using System.Globalization;
using System.Text;
using LocalKusto.DuckDb;
using LocalStack.Demo;

namespace ApiBenchmark;

/// <summary>Formats the figures as text.</summary>
internal static class SpeedReport
{
    public static string Create(BenchmarkOptions options, IReadOnlyList<CandidateResults> api, CandidateResults sql)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""

            {options.Flights:N0} flights; {Environment.ProcessorCount} cores, shared by the clients and the system;
            .NET {Environment.Version}, DuckDB {DuckDbDatabase.LibraryVersion}
            """);
        CandidateResults[] all = [.. api, sql];
        foreach (var candidate in all)
        {
            text.AppendLine()
                .AppendLine($"{candidate.Name,-15} {"clients",7} {"requests/s",11} {"p50 ms",9} {"p99 ms",9} {"max ms",9} {"errors",7}");
            foreach (var measurement in candidate.Measurements)
            {
                foreach (var kind in measurement.Kinds)
                    Line(NameOf(kind.Kind), measurement.Clients, kind.RequestsPerSecond, kind.Latency, kind.Errors);
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"  {"all",-13} {measurement.Clients,7} {measurement.RequestsPerSecond,11:N0} {"",29} {measurement.Errors,7}");
            }
        }

        text.AppendLine().AppendLine($"{"API / SQL, medians",-23} {string.Concat(api.Select(candidate => $"{candidate.Name,16}"))}");
        foreach (var (i, measurement) in sql.Measurements.Index())
        {
            foreach (var kind in measurement.Kinds)
                Ratios(NameOf(kind.Kind), measurement.Clients, candidate => MedianRatio(candidate.Measurements[i], kind));
            Ratios(
                "requests/s",
                measurement.Clients,
                candidate => candidate.Measurements[i].RequestsPerSecond / measurement.RequestsPerSecond);
        }

        var messages = all.SelectMany(candidate => candidate.Measurements).SelectMany(measurement => measurement.Messages);
        foreach (var message in messages.Distinct())
            text.AppendLine().AppendLine(message);
        return text.ToString();

        void Line(string name, int clients, double rate, LatencyStatistics latency, int errors) => text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  {name,-13} {clients,7} {rate,11:N0} {Ms(latency.P50),9} {Ms(latency.P99),9} {Ms(latency.Max),9} {errors,7}");

        void Ratios(string name, int clients, Func<CandidateResults, double?> ratio) => text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  {name,-13} {clients,7} {string.Concat(api.Select(candidate => Ratio(ratio(candidate))))}");
    }

    private static string Ratio(double? ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio,16:N2}");

    /// <summary>Returns the ratio of the medians, or <c>null</c> if the API or SQL had no successful response.</summary>
    private static double? MedianRatio(LoadMeasurement api, KindFigures sql) =>
        api.Kinds.FirstOrDefault(kind => kind.Kind == sql.Kind) is { Latency.Count: > 0 } kind && sql.Latency.Count > 0
            ? kind.Latency.P50 / sql.Latency.P50
            : null;

    private static string NameOf(QueryKind kind) => kind switch
    {
        QueryKind.PointRead => "point reads",
        QueryKind.Search => "searches",
        _ => "analytics",
    };

    private static string Ms(TimeSpan time) => time.TotalMilliseconds.ToString("N2", CultureInfo.InvariantCulture);
}
