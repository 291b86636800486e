using Azure.Messaging.EventHubs;
using LatamFunctions.Events;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Ingestion;

/// <summary>The base class for tests of the trigger function with a scripted Kusto endpoint and an in-memory dead-letter table.</summary>
public abstract class IngestTestBase
{
    private protected IngestEndpoint Adx { get; } = new();

    private protected FixedTime Time { get; set; } = new(SampleEvents.Now);

    private protected UnfinishedBatches Unfinished { get; set; } = null!;

    private protected MessageLimits Limits { get; set; } = new();

    private protected CapturedMetrics Metrics { get; set; } = null!;

    private protected DeadLetterTable Table { get; } = new();

    [SetUp]
    public void Reset()
    {
        Adx.Requests.Clear();
        Adx.Stored.Clear();
        Adx.Respond = _ => null;
        Table.Entities.Clear();
        Table.Failure = null;
        Limits = new MessageLimits();
        Time = new FixedTime(SampleEvents.Now);
        Unfinished = new UnfinishedBatches(Time);
        Metrics = new CapturedMetrics();
    }

    [TearDown]
    public void DisposeMetrics() => Metrics.Dispose();

    private protected IngestFlightEvents Function(ILogger<IngestFlightEvents>? logger = null) => new(
        Adx.Store(metrics: Metrics.Ingest, time: Time),
        Table.Store,
        Unfinished,
        Metrics.Ingest,
        Options.Create(Limits),
        Time,
        logger ?? NullLogger<IngestFlightEvents>.Instance);

    private protected Task RunAsync(params EventData[] messages) => Function().Run(messages, TestFunctionContext.ForPartition("3"));

    private protected static EventData Message(long sequenceNumber, string body, string? encoding = null) =>
        Message(sequenceNumber, new BinaryData(SampleEvents.Bytes(body)), encoding);

    private protected static EventData Message(long sequenceNumber, BinaryData body, string? encoding) =>
        Message(sequenceNumber, body, encoding is null ? null : new Dictionary<string, object> { ["contentEncoding"] = encoding });

    private protected static EventData Message(long sequenceNumber, BinaryData body, Dictionary<string, object>? properties) =>
        EventHubsModelFactory.EventData(
            body,
            properties,
            sequenceNumber: sequenceNumber,
            offsetString: (sequenceNumber * 100).ToString(),
            enqueuedTime: new DateTimeOffset(2024, 5, 1, 10, 35, 0, TimeSpan.Zero));
}
