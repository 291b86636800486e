using LatamFunctions.Events;
using LatamFunctions.Http;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Publishing;

/// <summary>
/// POST /events: publishes an event, an array of events or JSON Lines to the event hub, with one message per event. All events are
/// validated with the rules of ingestion before any event is published, so accepted events are not rejected later.
/// </summary>
public sealed class PublishFlightEvents(
    RequestBodies bodies, FlightEventPublisher publisher, PublishingClaims claims, TimeProvider time, ILogger<PublishFlightEvents> logger)
    : IHttpFunction
{
    static Operation IHttpFunction.Operation { get; } = new(
        "Publishing",
        Scope.Publish,
        "Publish events",
        "The body is one event, an array of events or JSON Lines, with up to 1,000 events. Events are plain JSON, CloudEvents 1.0 "
        + "(structured, batched or binary) or Event Grid events. CSV with a header row is also accepted. The body can be compressed with "
        + "gzip. All events are validated before any event is published. The status 202 means that the Event Hub has accepted all "
        + "events.\n\n"
        + EventSchemas.LimitsDescription)
    {
        Headers = Repeatability.Headers,
        Content = new(EventRequest.MediaTypes, Schemas.Reference("FlightEventInput"), EventSchemas.EventExample)
        {
            CsvExample = EventSchemas.CsvExample,
        },
        Responses = [PublishResult.Accepted, PublishResult.Partly],
        Errors =
        [
            ErrorCodes.InvalidEvents, ErrorCodes.NoEvents, ErrorCodes.InvalidHeader, ErrorCodes.RepeatabilityIdReused,
            ErrorCodes.TooManyEvents, ErrorCodes.ContentTooLarge,
            ErrorCodes.UnsupportedMediaType, ErrorCodes.UnsupportedContentEncoding, ErrorCodes.TooManyBodies, ErrorCodes.MalformedRequest,
            ErrorCodes.RequestTimeout,
        ],
    };

    [Function("PublishFlightEvents")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "events")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (eventIdPrefix, problem) = Repeatability.Read(request);
        if (problem is not null)
            return problem;

        var (body, bodyProblem) = await bodies.ReadAsync(request, cancellationToken);
        if (bodyProblem is not null)
            return bodyProblem;

        var events = new FlightEventMessages();
        var now = time.GetUtcNow();
        var position = new StreamPosition("", null, null, now) { EventIdPrefix = eventIdPrefix };
        var count = await bodies.ReadEventsAsync(body, position, now, events, cancellationToken);
        if (EventChecks.ProblemOf(events, count) is { } invalid)
        {
            logger.PublishRejected(count, events.Rejected.Count);
            return invalid;
        }

        if (await Repeatability.ClaimAsync(request, eventIdPrefix, body, claims, cancellationToken) is { } reused)
            return reused;

        return PublishResult.Create(events.Valid, await publisher.PublishAsync(events.Valid, cancellationToken));
    }
}
