using System.Diagnostics;

namespace ApiBenchmark;

/// <summary>
/// Reads all pages of flights while new flights are stored. A flight that existed at the start must be on exactly one page. A new flight
/// can be on at most one page.
/// </summary>
internal sealed class PagingBenchmark(BenchmarkOptions options)
{
    /// <returns><c>true</c> if no flight was missed and no flight was returned twice.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using var stack = await Stack.StartWithFlightsAsync(options.StackFolder, options.Flights, cancellationToken);
        using var http = new HttpClient();
        var known = await stack.Kusto.KnownFlightsAsync(cancellationToken);
        var coverage = new PagingCoverage(known.FlightIds);
        var pages = new FlightPages(http, stack.Api);
        var newFlights = new NewFlights(http, stack.Api, known, options.Seed);
        Console.WriteLine($"reading all pages of {coverage.AtStart:N0} flights while new flights are published");

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publishing = newFlights.PublishAsync(stopping.Token);
        var start = Stopwatch.GetTimestamp();
        try
        {
            await foreach (var page in pages.ReadAsync(cancellationToken))
            {
                foreach (var flightId in page)
                    coverage.Add(flightId);
                ShowProgress(coverage, start);
                if (publishing.IsFaulted)
                    break;
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await publishing;
        }

        Console.Write(PagingReport.Create(coverage, newFlights.Published, pages.Latency, Stopwatch.GetElapsedTime(start)));
        return coverage is { Missed: 0, Repeated: 0 };
    }

    /// <summary>Rewrites one line of the terminal. Writes nothing if the output is redirected.</summary>
    private static void ShowProgress(PagingCoverage coverage, long start)
    {
        if (!Console.IsOutputRedirected)
            Console.Write($"\r{coverage.Seen:N0} flights in {Stopwatch.GetElapsedTime(start).TotalSeconds:N0} s ");
    }
}
