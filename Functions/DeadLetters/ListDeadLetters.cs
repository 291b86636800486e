using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>GET /dead-letters: dead letters without their bodies, by enqueued time, newest first.</summary>
public sealed class ListDeadLetters(DeadLetterList list, PublicAddress address) : IHttpFunction
{
    static Operation IHttpFunction.Operation { get; } = new(
        "Dead letters", Scope.Operate, "List dead letters",
        "Events that could not be stored, with the reasons, newest first, without their bodies.")
    {
        Query = DeadLetterSearch.Parameters,
        Responses = [DeadLetterSchemas.Page],
    };

    [Function("ListDeadLetters")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead-letters")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var search = DeadLetterSearch.Read(query);
        if (query.Problem is { } wrong)
            return wrong;

        var page = await list.NewestFirstAsync(search, cancellationToken);
        return DeadLetterJson.From(page, page.Cursor is { } cursor ? address.NextPage(request, cursor.ToString()) : null);
    }
}
