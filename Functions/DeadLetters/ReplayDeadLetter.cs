using LatamFunctions.Http;
using LatamFunctions.Publishing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// POST /dead-letters/{id}/replay: publishes the kept body again, or the request's body in its place. 202 when events went out; 200
/// with the earlier outcome, and nothing published, when an earlier replay has arrived or is still on its way.
/// </summary>
public sealed class ReplayDeadLetter(DeadLetterReplay replay)
{
    [Function("ReplayDeadLetter")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/{id}/replay")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var errors = new List<ApiError>();
        new QueryParameters(request.Query, errors).Allow();
        if (errors.Count > 0)
            return QueryParameters.ProblemOf(errors);

        ReadOnlyMemory<byte>? corrected = null;
        if (request.ContentLength != 0)
        {
            var (body, problem) = await EventRequest.ReadAsync(request, cancellationToken);
            if (problem is not null)
                return problem;
            if (!body.IsEmpty)
                corrected = body;
        }

        if (!DeadLetterKey.TryParse(id, out var key) || await replay.ReplayAsync(key, corrected, cancellationToken) is not { } outcome)
            return GetDeadLetter.NotFound;

        if (outcome.Problem is not null)
            return outcome.Problem;
        return DeadLetterJson.Of(outcome.Record, outcome.Published > 0 ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }
}
