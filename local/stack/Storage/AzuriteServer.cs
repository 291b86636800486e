using Microsoft.Extensions.Logging;

namespace LocalStack.Storage;

/// <summary>Runs Azurite and restarts it on the same ports if it ends unexpectedly.</summary>
internal sealed partial class AzuriteServer : IAsyncDisposable
{
    public const string AccountName = "devstoreaccount1";

    /// <summary>The default account key of Azurite and of the former storage emulator. This key is not a secret.</summary>
    public const string WellKnownKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly AzuriteOptions _options;
    private readonly ILogger _logger;
    private readonly Task _supervision;
    private AzuriteProcess? _process;

    private AzuriteServer(AzuriteOptions options, AzuriteProcess process, ILogger logger)
    {
        _options = options with { Ports = process.Ports };
        _process = process;
        _logger = logger;
        _supervision = Task.Run(SuperviseAsync);
    }

    public AzuritePorts Ports => _options.Ports;

    public Uri TableEndpoint => Endpoint(_options.Ports.Tables);

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={_options.AccountKey};"
        + $"BlobEndpoint={Endpoint(_options.Ports.Blobs)};QueueEndpoint={Endpoint(_options.Ports.Queues)};TableEndpoint={TableEndpoint};";

    /// <summary>The id of the running process, or <c>null</c> during a restart.</summary>
    public int? ProcessId => _process?.Id;

    /// <inheritdoc cref="AzuriteProcess.StartAsync"/>
    public static async Task<AzuriteServer> StartAsync(
        AzuriteOptions options, ILogger logger, CancellationToken cancellationToken = default) =>
        new(options, await AzuriteProcess.StartAsync(options, options.Ports, cancellationToken).ConfigureAwait(false), logger);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _supervision.ConfigureAwait(false);
        if (_process is not null)
            await _process.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static Uri Endpoint(int port) => new($"http://127.0.0.1:{port}/{AccountName}");

    private async Task SuperviseAsync()
    {
        var delay = FirstDelay;
        while (true)
        {
            if (_process is not null)
            {
                await _process.Exited.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_stopping.IsCancellationRequested)
                    return;
                LogEnded(_logger, delay);
                var ended = _process;
                _process = null;
                await ended.DisposeAsync().ConfigureAwait(false);
            }

            await Task.Delay(delay, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
                return;
            try
            {
                _process = await AzuriteProcess.StartAsync(_options, _options.Ports, _stopping.Token).ConfigureAwait(false);
                delay = FirstDelay;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is InvalidOperationException or TimeoutException or IOException)
            {
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
                LogStartFailed(_logger, delay, e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Azurite ended unexpectedly and is restarted in {Delay}. Acknowledged writes are in its files.")]
    private static partial void LogEnded(ILogger logger, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "Azurite did not start. The next attempt is in {Delay}. {Reason}")]
    private static partial void LogStartFailed(ILogger logger, TimeSpan delay, string reason);
}
