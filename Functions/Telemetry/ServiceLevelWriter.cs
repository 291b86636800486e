using System.Globalization;
using System.Text;
using System.Text.Json;
using Kusto.Data.Common;
using Kusto.Data.Net.Client;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Telemetry;

/// <summary>
/// Writes the counts of the indicators to the table ServiceLevels every five minutes and at the end of the process. Kusto has them for
/// years; the workspace has the metrics for months. Counts that cannot be stored are added to the next ones. A process that is killed loses
/// the counts of its last five minutes, and a request that is stored without a response counts twice: neither matters for a share over a
/// year.
/// </summary>
internal sealed class ServiceLevelWriter(
    ServiceLevelCounter counter,
    IStreamingIngestProvider ingest,
    IOptions<KustoOptions> kusto,
    TimeProvider time,
    ILogger<ServiceLevelWriter> logger) : BackgroundService
{
    /// <summary>Table and ingestion mapping of kusto/schema.kql.</summary>
    public const string Table = "ServiceLevels";

    /// <inheritdoc cref="Table"/>
    public const string Mapping = "ServiceLevelsJson";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopTimeout);
        await WriteAsync(limit.Token);
    }

    /// <summary>Does not throw: a failure is logged, and the counts are kept.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        var counts = counter.Take();
        if (counts.Count == 0)
            return;

        using var span = KustoSpans.Start("ingest", Table, kusto.Value.Database);
        try
        {
            using var rows = new MemoryStream(RowsOf(counts));
            using var result = await ingest.ExecuteStreamIngestAsync(
                kusto.Value.Database,
                Table,
                rows,
                new StreamProperties { LeaveOpen = true, Compress = kusto.Value.CompressIngestion },
                new ClientRequestProperties { ClientRequestId = $"LatamFunctions.ServiceLevels;{Guid.NewGuid()}" },
                DataSourceFormat.json,
                Mapping,
                cancellationToken);
        }
        catch (Exception e)
        {
            span.Fail(e);
            counter.Return(counts);
            logger.ServiceLevelsNotStored(e, counts.Count);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest.
        }
    }

    /// <summary>JSON Lines with the columns of the table.</summary>
    private byte[] RowsOf(IEnumerable<ServiceLevel> counts)
    {
        var at = time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        var lines = counts.Select(count => JsonSerializer.Serialize(
            new { At = at, Instance = Environment.MachineName, count.Indicator, count.Segment, count.Total, count.Good }));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }
}
