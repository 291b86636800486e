using System.Data;
using System.Text.Json;
using Kusto.Data.Common;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;

namespace LatamFunctions.Kusto;

/// <summary>
/// Executes queries on Azure Data Explorer. While Azure Data Explorer is unavailable, a circuit breaker makes requests fail immediately.
/// </summary>
public sealed class KustoClient
{
    /// <summary>
    /// The time limit for a query. The limit is longer than the app's queries are expected to run, and shorter than the 240 s after which
    /// the Functions host ends a request.
    /// </summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The time for which the circuit breaker remains open.</summary>
    internal static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(5);

    private readonly ICslQueryProvider _kusto;
    private readonly IOptions<KustoOptions> _options;
    private readonly ResiliencePipeline _resilience;
    private readonly QueryBatches _batches;

    public KustoClient(ICslQueryProvider kusto, IOptions<KustoOptions> options, TimeProvider time)
    {
        _kusto = kusto;
        _options = options;
        var breaker = new CircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = BreakDuration,

            // Throttling does not open the circuit, because a busy database responds quickly and reports when to retry.
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception
                && KustoFailures.Classify(exception, arguments.Context.CancellationToken)
                    is KustoFailure.Unavailable or KustoFailure.Timeout),
        };
        _resilience = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(breaker).Build();
        _batches = new QueryBatches(ExecuteAloneAsync);
    }

    /// <summary>
    /// Executes a query and reads the first row, so that a failure before the first row can still become an error response.
    /// </summary>
    /// <returns>The rows. If the result has a row, the first row is the reader's current row.</returns>
    /// <exception cref="Exception">
    /// The query failed; see <see cref="KustoFailures"/>. Reading later rows can throw the same exceptions.
    /// </exception>
    public Task<KustoRows> ExecuteAsync(KustoQuery query, CancellationToken cancellationToken) => query.Batch is null
        ? ExecuteAloneAsync(query, cancellationToken)
        : _batches.ExecuteAsync(query, cancellationToken);

    private async Task<KustoRows> ExecuteAloneAsync(KustoQuery query, CancellationToken cancellationToken) =>
        await _resilience.ExecuteAsync(token => ExecuteOnceAsync(query, token), cancellationToken);

    private async ValueTask<KustoRows> ExecuteOnceAsync(KustoQuery query, CancellationToken cancellationToken)
    {
        using var span = KustoSpans.Start("query", query.Name, _options.Value.Database);
        try
        {
            var reader = await _kusto.ExecuteQueryAsync(_options.Value.Database, query.Text, PropertiesOf(query), cancellationToken);
            return await FirstRowAsync(reader, query.IsUnlimited);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    private static async Task<KustoRows> FirstRowAsync(IDataReader reader, bool isUnlimited)
    {
        try
        {
            return new KustoRows(reader, isUnlimited ? await DedicatedThread.RunAsync(reader.Read) : reader.Read());
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static ClientRequestProperties PropertiesOf(KustoQuery query)
    {
        var properties = new ClientRequestProperties { ClientRequestId = $"LatamFunctions.{query.Name};{Guid.NewGuid()}" };
        properties.SetOption(ClientRequestProperties.OptionServerTimeout, Timeout);
        properties.SetOption(ClientRequestProperties.OptionRequestReadOnly, true);
        if (query.MaxAge is { } maxAge)
            properties.SetOption(ClientRequestProperties.OptionQueryResultsCacheMaxAge, maxAge);
        if (query.IsUnlimited)
            properties.SetOption(ClientRequestProperties.OptionNoTruncation, true);
        foreach (var (name, value) in query.Parameters)
            SetParameter(properties, name, value);
        return properties;
    }

    private static void SetParameter(ClientRequestProperties properties, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                properties.SetTextParameter(name, text);
                break;
            case IReadOnlyList<string> texts:
                properties.SetParameter(name, $"dynamic({JsonSerializer.Serialize(texts)})");
                break;
            case DateTime time:
                properties.SetParameter(name, (DateTime?)time);
                break;
            case TimeSpan span:
                properties.SetParameter(name, (TimeSpan?)span);
                break;
            case int number:
                properties.SetParameter(name, (int?)number);
                break;
            case long number:
                properties.SetParameter(name, (long?)number);
                break;
            default:
                throw new ArgumentException(
                    $"The parameter {name} has the type {value.GetType()}, which query parameters do not support.", nameof(value));
        }
    }
}
