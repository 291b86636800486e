using LatamFunctions.Events;
using LatamFunctions.Kusto;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Telemetry;

/// <summary>
/// All log messages of the app. Event ids: 1xx ingestion, 2xx dead letters, 3xx queries, 4xx publishing, 9xx HTTP requests.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Debug,
        "Partition {PartitionId}: {Messages} messages up to sequence number {SequenceNumber}: {Events} events, {Stored} stored, "
        + "{DeadLettered} dead-lettered in {ElapsedMs} ms")]
    public static partial void BatchIngested(
        this ILogger logger, string partitionId, long? sequenceNumber, int messages, int events, int stored, int deadLettered,
        long elapsedMs);

    [LoggerMessage(101, LogLevel.Warning, "Storing {Rows} rows failed ({Failure}), attempt {Attempt}; retrying in {DelayMs} ms")]
    public static partial void StoreRetried(
        this ILogger logger, Exception? exception, int rows, KustoFailure failure, int attempt, double delayMs);

    [LoggerMessage(102, LogLevel.Error,
        "Partition {PartitionId} is blocked at sequence number {SequenceNumber}: a batch of {Messages} messages could not be stored "
        + "({Failure}) and will be retried")]
    public static partial void BatchFailed(
        this ILogger logger, Exception exception, string partitionId, long? sequenceNumber, int messages, KustoFailure failure);

    [LoggerMessage(103, LogLevel.Error,
        "Azure Data Explorer is unavailable: no requests are sent for {Seconds} s, then one request as a probe")]
    public static partial void BreakerOpened(this ILogger logger, Exception? exception, double seconds);

    [LoggerMessage(104, LogLevel.Warning, "Azure Data Explorer is available again")]
    public static partial void BreakerClosed(this ILogger logger);

    [LoggerMessage(105, LogLevel.Error,
        "The message at partition {PartitionId}, sequence number {SequenceNumber}, cannot be read; it becomes one dead letter")]
    public static partial void MessageUnreadable(this ILogger logger, Exception exception, string partitionId, long? sequenceNumber);

    [LoggerMessage(106, LogLevel.Warning, "{Counts} counts of service levels could not be stored; they are added to the next counts")]
    public static partial void ServiceLevelsNotStored(this ILogger logger, Exception exception, int counts);

    [LoggerMessage(200, LogLevel.Warning,
        "Dead letter {Id} of {Source}: event {EventIndex} of the message at partition {PartitionId}, sequence number {SequenceNumber}, "
        + "stage {Stage}, reasons {Reasons}")]
    public static partial void DeadLettered(
        this ILogger logger, string id, string source, int eventIndex, string partitionId, long? sequenceNumber, IngestStage stage,
        string reasons);

    [LoggerMessage(201, LogLevel.Information, "Replay {ReplayId} of dead letter {Id}: {Events} events are published again")]
    public static partial void DeadLetterReplayed(this ILogger logger, string replayId, string id, int events);

    [LoggerMessage(202, LogLevel.Information, "Dead letter {Id} is discarded")]
    public static partial void DeadLetterDiscarded(this ILogger logger, string id);

    [LoggerMessage(203, LogLevel.Information, "Replay {ReplayId} of dead letter {Id}: its events are stored")]
    public static partial void ReplayStored(this ILogger logger, string replayId, string id);

    [LoggerMessage(204, LogLevel.Warning, "It is not known whether the events of {Replays} replays are stored: the store is unavailable")]
    public static partial void ReplaysNotSettled(this ILogger logger, Exception exception, int replays);

    [LoggerMessage(300, LogLevel.Error, "The response was aborted after {Rows} rows ({Failure})")]
    public static partial void ResponseAborted(this ILogger logger, Exception exception, long rows, KustoFailure failure);

    [LoggerMessage(400, LogLevel.Information, "Published {Events} events")]
    public static partial void Published(this ILogger logger, int events);

    [LoggerMessage(401, LogLevel.Information, "Rejected a request to publish {Events} events: {Invalid} of them are invalid")]
    public static partial void PublishRejected(this ILogger logger, int events, int invalid);

    [LoggerMessage(402, LogLevel.Error, "The event hub did not accept {Events} events of {Flights} flights; the first failure is attached")]
    public static partial void PublishFailed(this ILogger logger, Exception exception, int events, int flights);

    [LoggerMessage(403, LogLevel.Warning, "The claim of a change of flight {FlightId} could not be updated; it expires within a minute")]
    public static partial void ChangeNotSettled(this ILogger logger, Exception exception, string flightId);

    [LoggerMessage(404, LogLevel.Warning, "Claims of earlier days could not be deleted; the next cleanup tries again")]
    public static partial void OldClaimsNotDeleted(this ILogger logger, Exception exception);

    [LoggerMessage(900, LogLevel.Error, "{Function} (invocation {InvocationId}) failed ({Failure}) and responds with {Status}")]
    public static partial void RequestFailed(
        this ILogger logger, Exception exception, string function, string invocationId, KustoFailure failure, int status);

    /// <summary>
    /// Logs that a service on which the API depends is busy, slow or unavailable. Each failed request logs one line without the exception.
    /// </summary>
    [LoggerMessage(903, LogLevel.Warning, "{Function} (invocation {InvocationId}) responds with {Status} ({Failure}): {Reason}")]
    public static partial void RequestNotServed(
        this ILogger logger, string function, string invocationId, KustoFailure failure, int status, string reason);

    [LoggerMessage(901, LogLevel.Information, "{Function} (invocation {InvocationId}): the client disconnected")]
    public static partial void ClientDisconnected(this ILogger logger, string function, string invocationId);

    [LoggerMessage(902, LogLevel.Information, "{Function} (invocation {InvocationId}): the request cannot be read; the status is {Status}")]
    public static partial void RequestMalformed(
        this ILogger logger, Exception exception, string function, string invocationId, int status);
}
