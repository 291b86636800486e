using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// DELETE /dead-letters/{id}?by=…&amp;note=…: marks a dead letter as not needed and retains its body. The person and the reason are in the
/// query because the content of a DELETE request has no defined semantics (RFC 9110 §9.3.5) and intermediaries can remove it.
/// </summary>
public sealed class DiscardDeadLetter(DeadLetterDiscard discard) : IHttpFunction
{
    static Operation IHttpFunction.Operation { get; } = new(
        "Dead letters", Scope.Operate, "Discard a dead letter", "Marks the dead letter as not needed. Its body is retained.")
    {
        Route = [DeadLetterSchemas.Id],
        Query = [DeadLetterDiscard.By, DeadLetterDiscard.Note],
        Responses = [DeadLetterSchemas.One(StatusCodes.Status200OK, "The dead letter was discarded.")],
        Errors = [ErrorCodes.DeadLetterNotFound, ErrorCodes.DeadLetterReplayed],
    };

    [Function("DiscardDeadLetter")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "dead-letters/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var by = query.Require(DeadLetterDiscard.By);
        var note = query.Require(DeadLetterDiscard.Note);
        if (query.Problem is { } wrong)
            return wrong;

        if (!DeadLetterKey.TryParse(id, out var key)
            || await discard.DiscardAsync(key, by, note, isDryRun: false, cancellationToken) is not { } result)
        {
            return GetDeadLetter.NotFound;
        }

        return result.Outcome == DiscardOutcome.Replayed
            ? new Problem(
                ErrorCodes.DeadLetterReplayed,
                "The dead letter was replayed and its events are stored. Publish a correction or a cancellation of the flight instead.")
            : DeadLetterJson.From(result.Record);
    }
}
