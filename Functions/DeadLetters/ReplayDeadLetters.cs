using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>
/// POST /dead-letters/replay: replays the dead letters that GET /dead-letters lists for the same query, one page at a time, and counts the
/// outcomes. A POST request to <c>nextLink</c> continues with the next page.
/// </summary>
public sealed class ReplayDeadLetters(DeadLetterList list, DeadLetterReplay replay, PublicAddress address) : IHttpFunction
{
    static Operation IHttpFunction.Operation { get; } = new(
        "Dead letters",
        Scope.Operate,
        "Replay many dead letters",
        "Replays the dead letters that the list returns for the same query, one page per request. Repeat with `nextLink` until it is "
        + "absent. With `dryRun=true` the events are checked and nothing is published: the response counts the events that would "
        + "be published.")
    {
        Query = [DeadLetterSchemas.DryRun, .. DeadLetterSearch.Parameters],
        Responses =
        [
            DeadLetterSchemas.Replayed(StatusCodes.Status202Accepted, "Events were published."),
            DeadLetterSchemas.Replayed(StatusCodes.Status200OK, "Nothing had to be published, or this is a dry run."),
        ],
        Errors = [ErrorCodes.TooManyBodies],
    };

    /// <summary>The total body size after which a request replays no further dead letters, so that the request completes in time.</summary>
    private const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>
    /// The number of events after which a request replays no further dead letters. A compressed body can contain thousands of events.
    /// </summary>
    private const int MaxEvents = MessageLimits.DefaultMaxEvents;

    [Function("ReplayDeadLetters")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/replay")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var isDryRun = DeadLetterSchemas.IsDryRun(query);
        var search = DeadLetterSearch.Read(query);
        if (query.Problem is { } wrong)
            return wrong;

        var page = await list.ByKeyAsync(search, cancellationToken);
        var cursor = page.Cursor;
        int replayed = 0, earlier = 0, rejected = 0, events = 0, bytes = 0;
        foreach (var record in page.Records)
        {
            // A null outcome means that the record was deleted after it was listed.
            if (await replay.ReplayAsync(record.Key, null, isDryRun, cancellationToken) is not { } outcome)
                continue;

            if (outcome.Problem is { Status: StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests } unavailable)
                return unavailable;

            if (outcome.Problem is not null)
                rejected++;
            else if (outcome.Events > 0)
                replayed++;
            else
                earlier++;
            events += outcome.Events;
            bytes += outcome.Events > 0 ? record.BodyLength : 0;
            if ((bytes >= MaxBytes || events >= MaxEvents) && record != page.Records[^1])
            {
                cursor = DeadLetterCursor.From(record);
                break;
            }
        }

        return JsonResponse.From(
            events > 0 && !isDryRun ? StatusCodes.Status202Accepted : StatusCodes.Status200OK,
            new ReplayedDeadLetters(
                Replayed: replayed,
                ReplayedEarlier: earlier,
                Refused: rejected,
                Events: events,
                DryRun: isDryRun ? true : null,
                NextLink: cursor is { } end ? address.NextPage(request, end.ToString()) : null),
            BulkResultJson.Default.ReplayedDeadLetters);
    }
}
