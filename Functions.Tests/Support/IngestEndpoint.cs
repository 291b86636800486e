using System.Data;
using System.Text;
using Kusto.Data.Common;
using Kusto.Data.Net.Client;
using LatamFunctions.Ingestion;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;

namespace LatamFunctions.Tests.Support;

/// <summary>
/// A scripted streaming ingestion endpoint of Azure Data Explorer. <see cref="Respond"/> returns the exception for a request, or
/// <c>null</c> to accept the request.
/// </summary>
internal sealed class IngestEndpoint
{
    private readonly Mock<IStreamingIngestProvider> _mock = new(MockBehavior.Strict);

    public IngestEndpoint()
    {
        _mock.Setup(ingest => ingest.ExecuteStreamIngestAsync(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<Stream>(), It.IsAny<StreamProperties>(),
                It.IsAny<ClientRequestProperties>(),
                It.IsAny<DataSourceFormat>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns((string database, string table, Stream stream, StreamProperties properties, ClientRequestProperties _,
                DataSourceFormat format,
                string mapping, CancellationToken cancellationToken) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var text = new StreamReader(stream, Encoding.UTF8);
                var body = text.ReadToEnd();
                Requests.Add(body);
                Targets.Add($"{database}/{table}/{format}/{mapping}/{(properties.Compress ? "gzip" : "plain")}");
                if (Respond(body) is { } exception)
                    return Task.FromException<IDataReader>(exception);

                Stored.AddRange(body.Split('\n', StringSplitOptions.RemoveEmptyEntries));
                return Task.FromResult(Mock.Of<IDataReader>());
            });
    }

    public Func<string, Exception?> Respond { get; set; } = _ => null;

    /// <summary>The body of each request, including rejected requests.</summary>
    public List<string> Requests { get; } = [];

    public List<string> Targets { get; } = [];

    /// <summary>The rows of the accepted requests.</summary>
    public List<string> Stored { get; } = [];

    /// <summary>The event ids of <see cref="Stored"/>.</summary>
    public IEnumerable<string> StoredIds => Stored.Select(row => row.Split('"')[3]);

    /// <summary>Creates a store whose service accepts all rows without reading them.</summary>
    public static FlightEventStore Sink(IngestMetrics metrics) =>
        Store(Mock.Of<IStreamingIngestProvider>(), new FlightEventStoreOptions(), metrics: metrics);

    public FlightEventStore Store(int maxRequestBytes = 3_900_000, int retries = 2, bool compress = false, IngestMetrics? metrics = null,
        TimeProvider? time = null) =>
        Store(
            _mock.Object,
            new FlightEventStoreOptions
            {
                MaxRequestBytes = maxRequestBytes,
                Retries = retries,
                RetryDelay = TimeSpan.Zero,
                MaxRetryDelay = TimeSpan.FromMilliseconds(1),
            },
            time,
            compress,
            metrics);

    public static FlightEventStore Store(
        IStreamingIngestProvider ingest,
        FlightEventStoreOptions options,
        TimeProvider? time = null,
        bool compress = false,
        IngestMetrics? metrics = null) => new(
        ingest,
        Options.Create(new KustoOptions { CompressIngestion = compress }),
        Options.Create(options),
        metrics ?? NoTelemetry.Metrics(),
        time ?? TimeProvider.System,
        NullLogger<FlightEventStore>.Instance);
}
