using LocalStack.EventHubs;
using LocalStack.Telemetry;
using Microsoft.Extensions.Logging;

namespace LocalStack.Board;

/// <summary>Reads the state of the stack once per second.</summary>
internal sealed partial class BoardSampler : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly BoardSources _sources;
    private readonly ProcessMeters _processes;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private MetricExport? _lastExport;
    private MetricTotals _metrics = MetricTotals.None;

    public BoardSampler(BoardSources sources, ILogger logger)
    {
        _sources = sources;
        _logger = logger;
        _processes = new ProcessMeters(sources.Functions, sources.StorageProcessId);
        History = new BoardHistory(TimeProvider.System.GetUtcNow());
        _running = Task.Run(RunAsync);
    }

    public BoardHistory History { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                try
                {
                    History.Add(await ReadAsync(_stopping.Token).ConfigureAwait(false));
                }
                catch (Exception e) when (!_stopping.IsCancellationRequested)
                {
                    LogNotRead(e);
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The stack is stopping.
        }
    }

    private async Task<Reading> ReadAsync(CancellationToken cancellationToken)
    {
        var hub = _sources.FlightEvents;
        var lag = await _sources.MeasureLag(cancellationToken).ConfigureAwait(false);
        if (_sources.Telemetry.Latest is { } export && export != _lastExport)
        {
            _lastExport = export;
            _metrics = MetricTotals.From(export);
        }

        return new Reading(
            TimeProvider.System.GetUtcNow(),
            _metrics,
            hub.Partitions.Sum(partition => partition.LastSequenceNumber + 1),
            [.. lag.GroupBy(value => value.Label.Value).Select(PartitionOf)],
            _processes.Read());
    }

    private static PartitionReading PartitionOf(IGrouping<string, LabelledValue> values) => new(
        values.Key,
        values.Single(value => value.Name == ConsumerLag.WaitingEvents).Value,
        values.Single(value => value.Name == ConsumerLag.LagSeconds).Value);

    [LoggerMessage(LogLevel.Warning, "The board could not read the state of the stack")]
    private partial void LogNotRead(Exception exception);
}
