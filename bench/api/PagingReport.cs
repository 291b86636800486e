using LocalStack.Demo;

namespace ApiBenchmark;

/// <summary>The outcome of a walk as text.</summary>
internal static class PagingReport
{
    public static string Create(FlightCensus census, int published, LatencyStatistics page, TimeSpan elapsed) =>
        $"""

        at the start    {census.AtStart,10:N0} flights
        seen once       {census.SeenOnce,10:N0} of them
        missed          {census.Missed,10:N0} of them
        seen twice      {census.Repeated,10:N0} flights, old or new
        new             {census.New,10:N0} seen, of {published:N0} published meanwhile
        pages           {page.Count,10:N0} in {elapsed.TotalSeconds:N1} s:
                        p50 {Ms(page.P50)} ms, p99 {Ms(page.P99)} ms, max {Ms(page.Max)} ms

        """;

    private static string Ms(TimeSpan time) => time.TotalMilliseconds.ToString("N1");
}
