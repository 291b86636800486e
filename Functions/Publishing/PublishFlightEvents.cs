using LatamFunctions.Ingestion;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Publishing;

/// <summary>
/// POST /events: publishes one event, an array or JSON Lines to the Event Hub, one message each. Every event is checked by the
/// rules of ingestion before any is published, so what is accepted here is not rejected later.
/// </summary>
public sealed class PublishFlightEvents(FlightEventPublisher publisher, TimeProvider time, ILogger<PublishFlightEvents> logger)
{
    [Function("PublishFlightEvents")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "events")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (eventIdPrefix, problem) = Repeatability.Read(request);
        if (problem is not null)
            return problem;

        var (body, bodyProblem) = await EventRequest.ReadAsync(request, cancellationToken);
        if (bodyProblem is not null)
            return bodyProblem;

        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var now = time.GetUtcNow();
        var position = new StreamPosition("", null, null, now) { EventIdPrefix = eventIdPrefix };
        var count = reader.Read(body, 0, in position, now, batch);
        if (EventChecks.ProblemOf(batch, count) is { } refused)
        {
            logger.PublishRefused(count, batch.Rejected.Count);
            return refused;
        }

        var events = FlightEventMessage.AllOf(batch);
        return PublishResult.Of(events, await publisher.PublishAsync(events, cancellationToken));
    }
}
