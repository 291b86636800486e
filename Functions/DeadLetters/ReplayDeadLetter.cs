using LatamFunctions.Http;
using LatamFunctions.Publishing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// POST /dead-letters/{id}/replay: publishes the stored body or the request's body. The status is 202 if events were published. If an
/// earlier replay is complete or in progress, nothing is published and the status is 200.
/// </summary>
public sealed class ReplayDeadLetter(RequestBodies bodies, DeadLetterReplay replay) : IHttpFunction
{
    static Operation IHttpFunction.Operation { get; } = new(
        "Dead letters",
        Scope.Operate,
        "Replay a dead letter",
        "Publishes the stored body again, or the body of this request instead. The request is safe to "
        + "repeat, because a stored event is not stored again. With `dryRun=true` the events are checked and nothing is published.")
    {
        Route = [DeadLetterSchemas.Id],
        Query = [DeadLetterSchemas.DryRun],
        Content = new(EventRequest.MediaTypes, Schemas.Reference("FlightEventInput"), EventSchemas.EventExample, IsRequired: false)
        {
            CsvExample = EventSchemas.CsvExample,
        },
        Responses =
        [
            DeadLetterSchemas.One(StatusCodes.Status202Accepted, "The events of the dead letter were published."),
            DeadLetterSchemas.One(
                StatusCodes.Status200OK, "An earlier replay has processed the dead letter, or this is a dry run; nothing was published."),
        ],
        Errors =
        [
            ErrorCodes.DeadLetterNotFound, ErrorCodes.DeadLetterDiscarded, ErrorCodes.StillFaulty,
            ErrorCodes.InvalidEvents, ErrorCodes.NoEvents,
            ErrorCodes.TooManyEvents, ErrorCodes.ContentTooLarge, ErrorCodes.UnsupportedMediaType, ErrorCodes.UnsupportedContentEncoding,
            ErrorCodes.TooManyBodies, ErrorCodes.MalformedRequest, ErrorCodes.RequestTimeout,
        ],
    };

    [Function("ReplayDeadLetter")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/{id}/replay")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var isDryRun = DeadLetterSchemas.IsDryRun(query);
        if (query.Problem is { } wrong)
            return wrong;

        ReadOnlyMemory<byte>? corrected = null;
        if (request.ContentLength != 0)
        {
            var (body, problem) = await bodies.ReadAsync(request, cancellationToken);
            if (problem is not null)
                return problem;
            if (!body.IsEmpty)
                corrected = body;
        }

        if (!DeadLetterKey.TryParse(id, out var key)
            || await replay.ReplayAsync(key, corrected, isDryRun, cancellationToken) is not { } outcome)
            return GetDeadLetter.NotFound;

        if (outcome.Problem is not null)
            return outcome.Problem;
        var status = outcome.Events > 0 && !isDryRun ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        return DeadLetterJson.From(outcome.Record, status);
    }
}
