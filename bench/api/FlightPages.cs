using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LocalStack.Demo;

namespace ApiBenchmark;

/// <summary>Reads all flights from the API, page by page.</summary>
internal sealed class FlightPages(HttpClient http, Uri root)
{
    private const int PageSize = 1000;

    private readonly List<TimeSpan> _times = [];

    /// <summary>The latency of the pages, from the request for a page to the last byte of the page.</summary>
    public LatencyStatistics Latency => LatencyStatistics.From(_times);

    /// <exception cref="InvalidOperationException">A page could not be read, or links to an earlier page.</exception>
    public async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = new HashSet<Uri>();
        for (var next = new Uri(root, $"flights?limit={PageSize}"); next is not null;)
        {
            if (!read.Add(next))
                throw new InvalidOperationException($"A page links to {next}, which was already read.");

            var start = Stopwatch.GetTimestamp();
            using var response = await http.GetAsync(next, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            _times.Add(Stopwatch.GetElapsedTime(start));
            if (!response.IsSuccessStatusCode)
                throw new InvalidOperationException($"GET {next} returned {(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");

            using var page = JsonDocument.Parse(body);
            yield return [.. page.RootElement.GetProperty("value").EnumerateArray()
                .Select(flight => flight.GetProperty("flightId").GetString()!)];
            next = page.RootElement.TryGetProperty("nextLink", out var link) ? new Uri(next, link.GetString()!) : null;
        }
    }
}
