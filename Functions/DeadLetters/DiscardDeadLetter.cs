using LatamFunctions.Http;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// DELETE /dead-letters/{id}?by=…&amp;note=…: marks a dead letter as not needed; its body stays. Who and why are in the query because
/// the content of a DELETE has no meaning (RFC 9110 §9.3.5) and may not arrive.
/// </summary>
public sealed class DiscardDeadLetter(DeadLetterRecords records, TimeProvider time, ILogger<DiscardDeadLetter> logger)
{
    private const int MaxNameLength = 100;
    private const int MaxNoteLength = 1000;

    [Function("DiscardDeadLetter")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "dead-letters/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var errors = new List<ApiError>();
        var parameters = new QueryParameters(request.Query, errors);
        parameters.Allow("by", "note");
        var by = parameters.Required("by", MaxNameLength);
        var note = parameters.Required("note", MaxNoteLength);
        if (errors.Count > 0)
            return QueryParameters.ProblemOf(errors);

        if (!DeadLetterKey.TryParse(id, out var key))
            return GetDeadLetter.NotFound;

        while (await records.FindAsync(key, cancellationToken) is { } record)
        {
            switch (record.State)
            {
                case DeadLetterState.Discarded:
                    return DeadLetterJson.Of(record);
                case DeadLetterState.Replayed:
                    return new Problem(
                        StatusCodes.Status409Conflict,
                        ErrorCodes.DeadLetterReplayed,
                        "The dead letter was replayed and its events are stored. Publish a correction or a cancellation of the flight instead.");
            }

            var discarded = record with
            {
                State = DeadLetterState.Discarded,
                DiscardedAt = time.GetUtcNow(),
                DiscardedBy = by,
                Note = note,
            };
            if (await records.TryUpdateAsync(discarded, cancellationToken))
            {
                logger.DeadLetterDiscarded(id);
                return DeadLetterJson.Of(discarded);
            }
        }

        return GetDeadLetter.NotFound;
    }
}
