using Kusto.Data.Common;
using Kusto.Data.Net.Client;
using LatamFunctions.DataExplorer;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Writes rows to Azure Data Explorer by streaming ingestion, in requests of whole rows. What is transient is tried again here,
/// with exponential backoff and jitter, and then thrown; what is permanent is narrowed down to the row at fault.
/// </summary>
public sealed class FlightEventStore
{
    private static readonly ResiliencePropertyKey<int> RowsProperty = new("rows");

    private readonly IStreamingIngestProvider _ingest;
    private readonly KustoOptions _kusto;
    private readonly FlightEventStoreOptions _options;
    private readonly ILogger<FlightEventStore> _logger;
    private readonly ResiliencePipeline _retry;

    public FlightEventStore(
        IStreamingIngestProvider ingest,
        IOptions<KustoOptions> kusto,
        IOptions<FlightEventStoreOptions> options,
        TimeProvider time,
        ILogger<FlightEventStore> logger)
    {
        _ingest = ingest;
        _kusto = kusto.Value;
        _options = options.Value;
        _logger = logger;
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = _options.Retries,
                Delay = _options.RetryDelay,
                MaxDelay = _options.MaxRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } e
                    && KustoFailures.IsTransient(KustoFailures.Classify(e, arguments.Context.CancellationToken))),
                OnRetry = arguments =>
                {
                    _logger.StoreRetried(
                        arguments.Outcome.Exception,
                        arguments.Context.Properties.GetValue(RowsProperty, 0),
                        KustoFailures.Classify(arguments.Outcome.Exception!),
                        arguments.AttemptNumber + 1,
                        arguments.RetryDelay.TotalMilliseconds);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>
    /// Stores every row of <paramref name="batch"/> but those that are refused one by one; these it adds to the rejected events.
    /// </summary>
    /// <returns>How many rows are stored.</returns>
    /// <exception cref="Exception">Some rows may not be stored, and none of them is to blame: the whole batch must come again.</exception>
    internal async Task<int> StoreAsync(FlightEventBatch batch, CancellationToken cancellationToken)
    {
        var refused = 0;
        for (var first = 0; first < batch.Rows.Length;)
        {
            var count = RowsThatFit(batch.Rows, first);
            refused += await StoreRangeAsync(batch, first, count, cancellationToken);
            first += count;
        }

        return batch.Rows.Length - refused;
    }

    /// <summary>At least one row, even one beyond the limit: the service's refusal then says so.</summary>
    private int RowsThatFit(ReadOnlySpan<FlightEventRow> rows, int first)
    {
        var count = 1;
        var bytes = rows[first].Length;
        while (first + count < rows.Length && bytes + rows[first + count].Length <= _options.MaxRequestBytes)
            bytes += rows[first + count++].Length;
        return count;
    }

    /// <summary>Bisection: a refused range is halved until the row at fault stands alone; the halves without fault are stored.</summary>
    private async Task<int> StoreRangeAsync(FlightEventBatch batch, int first, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await SendAsync(batch, first, count, cancellationToken);
            return 0;
        }
        catch (Exception e) when (KustoFailures.Classify(e, cancellationToken) == KustoFailure.Refused)
        {
            if (count == 1)
            {
                Reject(batch, first, e);
                return 1;
            }
        }

        var half = count / 2;
        return await StoreRangeAsync(batch, first, half, cancellationToken)
            + await StoreRangeAsync(batch, first + half, count - half, cancellationToken);
    }

    private async Task SendAsync(FlightEventBatch batch, int first, int count, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RowsProperty, count);
        try
        {
            await _retry.ExecuteAsync(
                static async (context, state) =>
                {
                    var (store, batch, first, count) = state;
                    await store.SendOnceAsync(batch.OpenRows(first, count), context.CancellationToken);
                },
                context,
                (this, batch, first, count));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task SendOnceAsync(Stream rows, CancellationToken cancellationToken)
    {
        using var result = await _ingest.ExecuteStreamIngestAsync(
            _kusto.Database,
            KustoOptions.Table,
            rows,
            new StreamProperties { LeaveOpen = true, Compress = !_kusto.IsLocal },
            new ClientRequestProperties { ClientRequestId = $"LatamFunctions.Ingest;{Guid.NewGuid()}" },
            DataSourceFormat.json,
            KustoOptions.Mapping,
            cancellationToken);
    }

    private static void Reject(FlightEventBatch batch, int index, Exception refusal)
    {
        var row = batch.Rows[index];
        batch.Rejected.Add(new RejectedEvent(
            row.MessageIndex,
            row.EventIndex,
            row.Body,
            IngestStage.Stored,
            [new Fault(Fault.WholeEvent, FaultRule.Refused, Fault.SafeDetail(refusal.Message))]));
    }
}
