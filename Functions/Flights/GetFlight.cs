using LatamFunctions.Http;
using LatamFunctions.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LatamFunctions.Flights;

/// <summary>GET /flights/{flightId}: the state of one flight.</summary>
public sealed class GetFlight(FlightIds ids, FlightResponses responses) : IHttpFunction
{
    internal static readonly Problem NotFound = new(ErrorCodes.FlightNotFound, "There is no flight with this id.");

    private static readonly QueryParameter<IReadOnlyList<ResponseColumn>?> Select = SelectParameter.Create(FlightColumns.OfOneFlight);

    internal static readonly RouteParameter FlightId = new("flightId", "The flight's id.", "LA2368-20261120-SCL");

    static Operation IHttpFunction.Operation { get; } = new(
        "Flights",
        Scope.Read,
        "Get a flight",
        "The latest state of the flight, or its state as of a point in time. The `ETag` changes with every stored event of the flight; "
        + "send it back as `If-None-Match` to receive the flight only if an event was stored since, or as `If-Match` with PUT, PATCH and "
        + "DELETE to change only the state that you have read.")
    {
        Route = [FlightId],
        Query = [FlightParameters.AsOf, Select, .. ResponseFormats.Parameters],
        Responses = [RowSchemas.Single("The flight.", "Flight", FlightColumns.OfOneFlight)],
        Errors = [ErrorCodes.FlightNotFound, ErrorCodes.NotAcceptable],
    };

    [Function("GetFlight")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "flights/{flightId}")] HttpRequest request,
        string flightId,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var asOf = query.Read(FlightParameters.AsOf);
        var columns = query.Read(Select)!;
        var (format, notAcceptable) = ResponseFormats.Choose(request, query, ResponseFormats.All);
        if ((query.Problem ?? notAcceptable) is { } wrong)
            return wrong;

        flightId = await ids.ResolveAsync(flightId, cancellationToken);
        return await responses.RowAsync(
            request, flightId, format, FlightQueries.Get(flightId, asOf), columns, asOf, FlightETag.From, NotFound, cancellationToken);
    }
}
