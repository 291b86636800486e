using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LocalStack.Demo;

namespace ApiBenchmark;

/// <summary>All flights that the API has, page by page.</summary>
internal sealed class FlightPages(HttpClient http, Uri root)
{
    private const int PageSize = 1000;

    private readonly List<TimeSpan> _times = [];

    /// <summary>The times of the pages until the last byte.</summary>
    public LatencyStatistics Latency => LatencyStatistics.From(_times);

    /// <exception cref="InvalidOperationException">A page could not be read, or links to an earlier one.</exception>
    public async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = new HashSet<Uri>();
        for (var next = new Uri(root, $"flights?limit={PageSize}"); next is not null;)
        {
            if (!read.Add(next))
                throw new InvalidOperationException($"The pages lead back to {next}, which was read.");

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
