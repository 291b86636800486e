using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>GET /dead-letters/{id}: one dead letter with its body.</summary>
public sealed class GetDeadLetter(DeadLetterRecords records)
{
    internal static readonly Problem NotFound =
        new(StatusCodes.Status404NotFound, ErrorCodes.DeadLetterNotFound, "There is no dead letter with this id.");

    [Function("GetDeadLetter")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead-letters/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var errors = new List<ApiError>();
        new QueryParameters(request.Query, errors).Allow();
        if (errors.Count > 0)
            return QueryParameters.ProblemOf(errors);

        if (!DeadLetterKey.TryParse(id, out var key) || await records.FindAsync(key, cancellationToken) is not { } record)
            return NotFound;

        return DeadLetterJson.Of(record, await records.ReadBodyAsync(key, cancellationToken));
    }
}
