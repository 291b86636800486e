using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.DeadLetters;

/// <summary>GET /dead-letters/{id}: one dead letter with its body.</summary>
public sealed class GetDeadLetter(DeadLetterRepository records, ReplayCompletion completion) : IHttpFunction
{
    static Operation IHttpFunction.Operation { get; } = new(
        "Dead letters", Scope.Operate, "Get a dead letter", "Returns the dead letter with its body.")
    {
        Route = [DeadLetterSchemas.Id],
        Responses = [DeadLetterSchemas.WithBody],
        Errors = [ErrorCodes.DeadLetterNotFound],
    };

    internal static readonly Problem NotFound =
        new(ErrorCodes.DeadLetterNotFound, "There is no dead letter with this id.");

    [Function("GetDeadLetter")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead-letters/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!DeadLetterKey.TryParse(id, out var key) || await records.FindAsync(key, cancellationToken) is not { } record)
            return NotFound;

        record = await completion.CompleteAsync(record, cancellationToken);
        return DeadLetterJson.From(record, await records.ReadBodyAsync(record, cancellationToken));
    }
}
