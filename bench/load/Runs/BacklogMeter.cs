using System.Globalization;
using System.Text.RegularExpressions;

namespace LoadBenchmark.Runs;

/// <summary>Polls the stack's endpoint <c>/metrics</c> for the number of events in the hub's backlog.</summary>
internal sealed partial class BacklogMeter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Uri> _root;
    private readonly Task _reading;

    /// <param name="root">Returns the root of the API, which can change when the stack restarts.</param>
    public BacklogMeter(Func<Uri> root)
    {
        _root = root;
        _reading = Task.Run(PollAsync);
    }

    /// <summary>The backlog at the last reading, or <c>null</c> if the reading failed.</summary>
    public double? Waiting { get; private set; }

    /// <summary>Returns the sum over all partitions from text in the Prometheus format, or <c>null</c> if the metric is missing.</summary>
    public static double? Parse(string metrics)
    {
        var samples = Sample().Matches(metrics);
        return samples.Count == 0
            ? null
            : samples.Sum(sample => double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        _http.Dispose();
        _stopping.Dispose();
    }

    /// <returns>The current backlog, or <c>null</c> if it could not be read within two seconds.</returns>
    public async Task<double?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            Waiting = Parse(await _http.GetStringAsync(new Uri(_root(), "/metrics"), cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Waiting = null;
        }

        return Waiting;
    }

    private async Task PollAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await ReadAsync(_stopping.Token);
            await Task.Delay(Interval, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [GeneratedRegex(@"^eventhubs_waiting_events\{[^}]*\} (?<value>\S+)", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
