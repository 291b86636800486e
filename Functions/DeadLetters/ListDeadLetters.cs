using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>GET /dead-letters: newest first by the hour of enqueueing, without bodies.</summary>
public sealed class ListDeadLetters(DeadLetterRecords records)
{
    [Function("ListDeadLetters")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead-letters")] HttpRequest request, CancellationToken cancellationToken)
    {
        var errors = new List<ApiError>();
        var search = DeadLetterSearch.Parse(request.Query, errors);
        if (errors.Count > 0)
            return QueryParameters.ProblemOf(errors);

        var page = await records.ListAsync(search, cancellationToken);
        return DeadLetterJson.Of(page, page.Cursor is { } cursor ? DeadLetterSearch.NextLink(request, cursor) : null);
    }
}
