using System.Text;
using LatamFunctions.Http;
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
public sealed class PublishFlightEvents(TimeProvider time, ILogger<PublishFlightEvents> logger)
{
    /// <summary>Faults that one answer lists; a client that sends more of them has one cause to look for.</summary>
    private const int MaxErrors = 100;

    [Function("PublishFlightEvents")]
    public async Task<PublishFlightEventsOutput> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "events")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, problem) = await EventRequest.ReadAsync(request, cancellationToken);
        if (problem is not null)
            return new PublishFlightEventsOutput { Result = problem };

        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var now = time.GetUtcNow();
        var count = reader.Read(body, 0, new StreamPosition("", null, null, now), now, batch);
        if (ProblemOf(batch, count) is { } refused)
        {
            logger.PublishRefused(count, batch.Rejected.Count);
            return new PublishFlightEventsOutput { Result = refused };
        }

        logger.Published(count);
        return new PublishFlightEventsOutput { Result = AcceptedEvents.Of(batch), Events = Messages(batch) };
    }

    private static Problem? ProblemOf(FlightEventBatch batch, int count)
    {
        if (count > EventRequest.MaxEvents)
        {
            return new Problem(
                StatusCodes.Status413RequestEntityTooLarge,
                ErrorCodes.TooManyEvents,
                $"{count} events; a request may have {EventRequest.MaxEvents}. Nothing was published.");
        }

        if (count == 0)
            return new Problem(StatusCodes.Status400BadRequest, ErrorCodes.NoEvents, "The request holds no events.");

        if (batch.Rejected.Count == 0)
            return null;

        return new Problem(
            IsOnlyTooLarge(batch) ? StatusCodes.Status413RequestEntityTooLarge : StatusCodes.Status400BadRequest,
            IsOnlyTooLarge(batch) ? ErrorCodes.ContentTooLarge : ErrorCodes.InvalidEvents,
            $"{batch.Rejected.Count} of {count} events are faulty; nothing was published.")
        {
            Errors =
            [
                .. (from rejected in batch.Rejected
                    from fault in rejected.Faults
                    select new ApiError(fault.Field, fault.Rule.ToString(), fault.Detail, rejected.EventIndex, fault.Value)).Take(MaxErrors),
            ],
        };
    }

    private static bool IsOnlyTooLarge(FlightEventBatch batch) =>
        batch.Rejected.TrueForAll(rejected => rejected.Faults.All(fault => fault.Rule == FaultRule.Size));

    /// <summary>Each event as it came, not as it was read: nothing that the publisher said is lost.</summary>
    private static string[] Messages(FlightEventBatch batch)
    {
        var messages = new string[batch.Rows.Length];
        for (var i = 0; i < messages.Length; i++)
            messages[i] = Encoding.UTF8.GetString(batch.Rows[i].Body.Span);
        return messages;
    }
}
