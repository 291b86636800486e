using System.Diagnostics;

namespace ApiBenchmark;

/// <summary>
/// Reads all pages of flights while new ones are stored. A flight that existed at the start must be on exactly one page; some of the new
/// ones are on a page, and none on two.
/// </summary>
internal sealed class PagingBenchmark(BenchmarkOptions options)
{
    /// <summary>Whether no flight was missed, and none returned twice.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using var stack = await Stack.StartWithFlightsAsync(options.StackFolder, options.Flights, cancellationToken);
        using var http = new HttpClient();
        var known = await stack.Kusto.KnownFlightsAsync(cancellationToken);
        var coverage = new PagingCoverage(known.FlightIds);
        var pages = new FlightPages(http, stack.Api);
        var newFlights = new NewFlights(http, stack.Api, known, options.Seed);
        Console.WriteLine($"reading all pages of {coverage.AtStart:N0} flights while new ones are published");

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publishing = newFlights.PublishAsync(enough.Token);
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
            await enough.CancelAsync();
            await publishing;
        }

        Console.Write(PagingReport.Create(coverage, newFlights.Published, pages.Latency, Stopwatch.GetElapsedTime(start)));
        return coverage is { Missed: 0, Repeated: 0 };
    }

    /// <summary>Rewrites one line of a terminal; omitted if the output is a file.</summary>
    private static void ShowProgress(PagingCoverage coverage, long start)
    {
        if (!Console.IsOutputRedirected)
            Console.Write($"\r{coverage.Seen:N0} flights in {Stopwatch.GetElapsedTime(start).TotalSeconds:N0} s ");
    }
}
