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
public sealed class DiscardDeadLetter(DeadLetterRecords records, TimeProvider time, ILogger<DiscardDeadLetter> logger) : IHttpFunction
{
    private static readonly QueryParameter<string?> By =
        QueryParameter.Text("by", "The person who discards it.", 100) with { IsRequired = true, Example = "Ana" };

    private static readonly QueryParameter<string?> Note =
        QueryParameter.Text("note", "Why.", 1000) with { IsRequired = true, Example = "test event of the publisher" };

    static Operation IHttpFunction.Operation { get; } = new(
        "Dead letters", Audience.Operate, "Discard a dead letter", "Marks the dead letter as not needed. Its body is retained.")
    {
        Route = [DeadLetterSchemas.Id],
        Query = [By, Note],
        Responses = [DeadLetterSchemas.One(StatusCodes.Status200OK, "It is discarded.")],
        Errors = [ErrorCodes.DeadLetterNotFound, ErrorCodes.DeadLetterReplayed],
    };

    [Function("DiscardDeadLetter")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "dead-letters/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.Of(request);
        var by = query.Require(By);
        var note = query.Require(Note);
        if (query.Problem is { } wrong)
            return wrong;

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
