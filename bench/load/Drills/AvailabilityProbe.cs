namespace LoadBenchmark.Drills;

/// <summary>Simulates Azure's availability test at a shorter interval by requesting health/live with a timeout of 30 s.</summary>
internal sealed class AvailabilityProbe : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<Uri> _root;
    private readonly Task _probing;
    private int _good;
    private int _bad;

    public AvailabilityProbe(Func<Uri> root)
    {
        _root = root;
        _probing = Task.Run(ProbeAsync);
    }

    /// <summary>Returns whether most probes since the previous call succeeded.</summary>
    public bool Take() => Interlocked.Exchange(ref _good, 0) > Interlocked.Exchange(ref _bad, 0);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _probing;
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task ProbeAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using var response = await _http.GetAsync(new Uri(_root(), "health/live"), _stopping.Token);
                Interlocked.Increment(ref response.IsSuccessStatusCode ? ref _good : ref _bad);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                Interlocked.Increment(ref _bad);
            }

            await Task.Delay(Interval, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
