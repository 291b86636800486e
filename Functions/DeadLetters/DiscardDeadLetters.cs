using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// POST /dead-letters/discard?by=…&amp;note=…: discards the dead letters that GET /dead-letters lists for the same filters, one page at a
/// time, and counts the outcomes. A POST request to <c>nextLink</c> continues with the next page.
/// </summary>
public sealed class DiscardDeadLetters(DeadLetterList list, DeadLetterDiscard discard, PublicAddress address) : IHttpFunction
{
    static Operation IHttpFunction.Operation { get; } = new(
        "Dead letters",
        Scope.Operate,
        "Discard many dead letters",
        "Marks the dead letters that the list returns for the same filters as not needed, one page per request; their bodies are retained. "
        + "Repeat with `nextLink` until it is absent. With `dryRun=true` nothing is changed: the response counts the dead letters that "
        + "would be discarded.")
    {
        Query = [DeadLetterDiscard.By, DeadLetterDiscard.Note, DeadLetterSchemas.DryRun, .. DeadLetterSearch.Parameters],
        Responses = [DeadLetterSchemas.Discarded],
    };

    [Function("DiscardDeadLetters")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/discard")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var by = query.Require(DeadLetterDiscard.By);
        var note = query.Require(DeadLetterDiscard.Note);
        var isDryRun = DeadLetterSchemas.IsDryRun(query);
        var search = DeadLetterSearch.Read(query);
        if (query.Problem is { } wrong)
            return wrong;

        var page = await list.ByKeyAsync(search, cancellationToken);
        var counts = new Dictionary<DiscardOutcome, int>();
        foreach (var record in page.Records)
        {
            if (await discard.DiscardAsync(record.Key, by, note, isDryRun, cancellationToken) is { } result)
                counts[result.Outcome] = counts.GetValueOrDefault(result.Outcome) + 1;
        }

        return JsonResponse.From(
            StatusCodes.Status200OK,
            new DiscardedDeadLetters(
                Discarded: counts.GetValueOrDefault(DiscardOutcome.Discarded),
                DiscardedEarlier: counts.GetValueOrDefault(DiscardOutcome.DiscardedEarlier),
                Refused: counts.GetValueOrDefault(DiscardOutcome.Replayed),
                DryRun: isDryRun ? true : null,
                NextLink: page.Cursor is { } cursor ? address.NextPage(request, cursor.ToString()) : null),
            BulkResultJson.Default.DiscardedDeadLetters);
    }
}
