using LocalStack.Demo;

namespace ApiBenchmark;

/// <summary>Formats the result of the paging benchmark as text.</summary>
internal static class PagingReport
{
    public static string Create(PagingCoverage coverage, int published, LatencyStatistics page, TimeSpan elapsed) =>
        $"""

        at the start    {coverage.AtStart,10:N0} flights
        seen once       {coverage.SeenOnce,10:N0} of them
        missed          {coverage.Missed,10:N0} of them
        seen twice      {coverage.Repeated,10:N0} flights, old or new
        new             {coverage.New,10:N0} returned, of {published:N0} published while paging
        pages           {page.Count,10:N0} in {elapsed.TotalSeconds:N1} s:
                        p50 {Ms(page.P50)} ms, p99 {Ms(page.P99)} ms, max {Ms(page.Max)} ms

        """;

    private static string Ms(TimeSpan time) => time.TotalMilliseconds.ToString("N1");
}
