using Kusto.Data.Common;
using Kusto.Data.Net.Client;
using LatamFunctions.Events;
using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace LatamFunctions.Ingestion;

/// <summary>
/// Writes rows to Azure Data Explorer by streaming ingestion. The requests for a batch are sequential. Transient failures are retried with
/// exponential backoff and jitter; after the last retry, the exception is thrown. If a request is rejected, bisection finds the invalid
/// rows. All batches share a limit on concurrent requests and a circuit breaker, which blocks most requests while Azure Data Explorer is
/// unavailable.
/// </summary>
public sealed class FlightEventStore : IDisposable
{
    private static readonly ResiliencePropertyKey<int> RowsProperty = new("rows");

    private readonly IStreamingIngestProvider _ingest;
    private readonly KustoOptions _kusto;
    private readonly FlightEventStoreOptions _options;
    private readonly IngestMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<FlightEventStore> _logger;
    private readonly ResiliencePipeline _resilience;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly SemaphoreSlim _requests;
    private readonly RecentEvents _recent = new();

    public FlightEventStore(
        IStreamingIngestProvider ingest,
        IOptions<KustoOptions> kusto,
        IOptions<FlightEventStoreOptions> options,
        IngestMetrics metrics,
        TimeProvider time,
        ILogger<FlightEventStore> logger)
    {
        _ingest = ingest;
        _kusto = kusto.Value;
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _requests = new SemaphoreSlim(_options.MaxConcurrentRequests);

        var resilience = new ResiliencePipelineBuilder { TimeProvider = time };
        if (_options.Retries > 0)
            resilience.AddRetry(Retry());
        _resilience = resilience.AddCircuitBreaker(Breaker()).AddTimeout(_options.RequestTimeout).Build();
    }

    /// <summary>
    /// Stores the rows of <paramref name="batch"/>, starting at <see cref="FlightEventBatch.CompletedRows"/>. Rows that Azure Data Explorer
    /// rejects become rejected events.
    /// </summary>
    /// <returns>The number of rows that this call stored.</returns>
    /// <exception cref="Exception">
    /// Some rows might not be stored. The failure was not caused by an invalid row. Completed rows remain completed, so the caller can pass
    /// the batch again.
    /// </exception>
    internal async Task<int> StoreAsync(FlightEventBatch batch, CancellationToken cancellationToken)
    {
        var stored = 0;
        while (batch.CompletedRows < batch.Rows.Length)
            stored += await StoreRangeAsync(batch, batch.CompletedRows, RowsThatFit(batch.Rows, batch.CompletedRows), cancellationToken);
        return stored;
    }

    public void Dispose() => _requests.Dispose();

    /// <summary>
    /// Returns the number of rows in the next request. The result is at least one, so a row that exceeds the size limit is sent alone, and
    /// the service rejects it.
    /// </summary>
    private int RowsThatFit(ReadOnlySpan<FlightEventRow> rows, int first)
    {
        var count = 1;
        var bytes = rows[first].Length;
        while (first + count < rows.Length && bytes + rows[first + count].Length <= _options.MaxRequestBytes)
            bytes += rows[first + count++].Length;
        return count;
    }

    /// <summary>Stores a range of rows. A range that the service rejects is bisected until the invalid row is found.</summary>
    private async Task<int> StoreRangeAsync(FlightEventBatch batch, int first, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await SendAsync(batch, first, count, cancellationToken);
            batch.CompletedRows = first + count;
            _metrics.Stored(count, Duplicates(batch, first, count));
            return count;
        }
        catch (Exception e) when (KustoFailures.Classify(e, cancellationToken) == KustoFailure.InvalidRequest)
        {
            if (count == 1)
            {
                Reject(batch, first, e);
                return 0;
            }
        }

        var half = count / 2;
        return await StoreRangeAsync(batch, first, half, cancellationToken)
            + await StoreRangeAsync(batch, first + half, count - half, cancellationToken);
    }

    private async Task SendAsync(FlightEventBatch batch, int first, int count, CancellationToken cancellationToken)
    {
        await _requests.WaitAsync(cancellationToken);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RowsProperty, count);
        try
        {
            await _resilience.ExecuteAsync(
                static async (context, state) =>
                {
                    var (store, batch, first, count) = state;

                    // Sets the time for each attempt, because the change feed requires that rows become visible soon after their ingestion
                    // time.
                    batch.SetIngestedAt(first, count, store._time.GetUtcNow());
                    await store.SendOnceAsync(batch.OpenRows(first, count), context.CancellationToken);
                },
                context,
                (this, batch, first, count));
        }
        finally
        {
            _metrics.BreakerState(_breaker.CircuitState);
            ResilienceContextPool.Shared.Return(context);
            _requests.Release();
        }
    }

    private async Task SendOnceAsync(Stream rows, CancellationToken cancellationToken)
    {
        using var span = KustoSpans.Start("ingest", KustoOptions.Table, _kusto.Database);
        try
        {
            using var result = await _ingest.ExecuteStreamIngestAsync(
                _kusto.Database,
                KustoOptions.Table,
                rows,
                new StreamProperties { LeaveOpen = true, Compress = _kusto.CompressIngestion },
                new ClientRequestProperties { ClientRequestId = $"LatamFunctions.Ingest;{Guid.NewGuid()}" },
                DataSourceFormat.json,
                KustoOptions.Mapping,
                cancellationToken);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    private RetryStrategyOptions Retry() => new()
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
            var rows = arguments.Context.Properties.GetValue(RowsProperty, 0);
            _metrics.Retried(rows);
            _metrics.BreakerState(_breaker.CircuitState);
            _logger.StoreRetried(
                arguments.Outcome.Exception,
                rows,
                KustoFailures.Classify(arguments.Outcome.Exception!),
                arguments.AttemptNumber + 1,
                arguments.RetryDelay.TotalMilliseconds);
            return default;
        },
    };

    /// <summary>
    /// Returns the options of the circuit breaker. Throttling does not open the circuit, because the service is available and its response
    /// states when to retry.
    /// </summary>
    private CircuitBreakerStrategyOptions Breaker() => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = _options.BreakerThreshold,
        SamplingDuration = _options.BreakerWindow,
        BreakDuration = _options.BreakerDuration,
        StateProvider = _breaker,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is { } e
            && KustoFailures.Classify(e, arguments.Context.CancellationToken) is KustoFailure.Unavailable or KustoFailure.Timeout),
        OnOpened = arguments =>
        {
            _logger.BreakerOpened(arguments.Outcome.Exception, arguments.BreakDuration.TotalSeconds);
            return default;
        },
        OnClosed = _ =>
        {
            _logger.BreakerClosed();
            return default;
        },
    };

    private int Duplicates(FlightEventBatch batch, int first, int count)
    {
        var duplicates = 0;
        foreach (ref readonly var row in batch.Rows.Slice(first, count))
            duplicates += _recent.Add(row.Identity) ? 0 : 1;
        return duplicates;
    }

    private static void Reject(FlightEventBatch batch, int index, Exception refusal)
    {
        var row = batch.Rows[index];
        batch.CompletedRows = index + 1;
        batch.Rejected.Add(new RejectedEvent(
            row.MessageIndex,
            row.EventIndex,
            row.Body,
            IngestStage.Stored,
            [new ValidationError(ValidationError.WholeEvent, EventRule.Refused, ValidationError.SafeDetail(refusal.Message))]));
    }
}
