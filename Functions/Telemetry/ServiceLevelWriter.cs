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
/// Writes the indicator counts to the table ServiceLevels every five minutes and at the end of the process. Kusto retains the counts for
/// years, whereas the workspace retains the metrics for months. Counts that cannot be stored are added to the next counts. A process that
/// is killed loses the counts of its last five minutes, and counts that are stored although the response is lost are stored twice. Both
/// errors are negligible in a yearly ratio.
/// </summary>
internal sealed class ServiceLevelWriter(
    ServiceLevelCounter counter,
    IStreamingIngestProvider ingest,
    IOptions<KustoOptions> kusto,
    TimeProvider time,
    ILogger<ServiceLevelWriter> logger) : BackgroundService
{
    /// <summary>The table that kusto/schema.kql creates for the counts.</summary>
    public const string Table = "ServiceLevels";

    /// <summary>The ingestion mapping that kusto/schema.kql creates for the counts.</summary>
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

    /// <summary>Writes the counts. The method does not throw: it logs a failure and retains the counts.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        var counts = counter.Drain();
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
            counter.Restore(counts);
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
            // StopAsync writes the remaining counts.
        }
    }

    /// <summary>Serializes the counts as JSON Lines with the table's columns.</summary>
    private byte[] RowsOf(IEnumerable<ServiceLevel> counts)
    {
        var at = time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        var lines = counts.Select(count => JsonSerializer.Serialize(
            new { At = at, Instance = Environment.MachineName, count.Indicator, count.Segment, count.Total, count.Good }));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }
}
