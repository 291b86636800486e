using LatamFunctions.Http;
using LatamFunctions.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Flights;

/// <summary>GET /flights/{flightId}/events: the history of a flight, oldest first.</summary>
public sealed class ListFlightEvents(FlightIds ids, FlightResponses responses) : IHttpFunction
{
    private static readonly PageParameters Paging = new("events", FlightColumns.OfEvent, CursorPart.Text);

    static Operation IHttpFunction.Operation { get; } = new(
        "Flights",
        Scope.Read,
        "List a flight's events",
        "Each event of the flight once, ordered by occurredAt, oldest first.")
    {
        Route = [GetFlight.FlightId],
        Query = Paging.All,
        Responses = [RowSchemas.List("FlightEvent", FlightColumns.OfEvent)],
        Errors = [ErrorCodes.FlightNotFound],
    };

    [Function("ListFlightEvents")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "flights/{flightId}/events")] HttpRequest request,
        string flightId,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var (page, problem) = Paging.Read(request, query);
        if (problem is not null)
            return problem;

        flightId = await ids.ResolveAsync(flightId, cancellationToken);
        page = page with { Name = $"{flightId}-events", Missing = GetFlight.NotFound };
        return await responses.PageAsync(
            request,
            page,
            FlightQueries.History(flightId, page),
            end: null,
            row => [row.GetString(row.GetOrdinal("Version"))],
            cancellationToken);
    }
}
