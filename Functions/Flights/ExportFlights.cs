using System.Globalization;
using LatamFunctions.Http;
using LatamFunctions.Kusto;
using LatamFunctions.Responses;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Flights;

/// <summary>GET /exports/flights: all matching flights in one streamed response.</summary>
public sealed class ExportFlights(KustoClient kusto, ApiMetrics metrics, ExportSlots slots, ILogger<ExportFlights> logger) : IHttpFunction
{
    /// <summary>The default limit on the rows of a query result in Azure Data Explorer.</summary>
    internal const long MaxRows = 500_000;

    private static readonly QueryParameter<IReadOnlyList<ResponseColumn>?> Select = SelectParameter.Create(FlightColumns.OfFlight);

    private static readonly IReadOnlyList<ResponseFormat> Formats = [ResponseFormat.NdJson, ResponseFormat.Csv, ResponseFormat.Json];

    static Operation IHttpFunction.Operation { get; } = new(
        "Flights",
        Scope.Read,
        "Export flights",
        "All matching flights, up to 500,000, in one response and in no particular order. A larger result is rejected before the response "
        + "starts; in that case, narrow the query with `from` and `to`. If the connection closes before the final chunk, the export is "
        + "incomplete; discard it.")
    {
        Query = [.. FlightFilter.All.Parameters, Select, .. ResponseFormats.Parameters],
        Responses = [RowSchemas.Rows("Flight", FlightColumns.OfFlight, Formats)],
        Errors = [ErrorCodes.TooManyExports],
    };

    [Function("ExportFlights")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "exports/flights")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = QueryReader.From(request);
        var filter = FlightFilter.Read(query);
        var columns = query.Read(Select)!;
        var (format, notAcceptable) = ResponseFormats.Choose(request, query, Formats);
        if ((query.Problem ?? notAcceptable) is { } wrong)
            return wrong;

        if (slots.TryAcquire(request.HttpContext.Features.Get<Consumer>()?.Id ?? "") is not { } slot)
            return ExportSlots.NoSlot;

        var isReturned = false;
        try
        {
            var count = await CountAsync(filter, cancellationToken);
            if (count > MaxRows)
            {
                var detail = string.Create(CultureInfo.InvariantCulture,
                    $"{count:N0} flights match; an export contains at most {MaxRows:N0}. Narrow the query, for example by from and to.");
                return new Problem(ErrorCodes.ResultTooLarge, detail);
            }

            var export = FlightQueries.Export(filter);
            var rows = HttpMethods.IsHead(request.Method) ? null : await kusto.ExecuteAsync(export, cancellationToken);
            var result = new ExportResult(rows, "flights", slot, slots.MaxDuration, format, columns, export.Name, metrics, logger);
            isReturned = true;

            // Disposes of the result even if the host never executes the result.
            request.HttpContext.Response.RegisterForDispose(result);
            return result;
        }
        finally
        {
            if (!isReturned)
                slot.Dispose();
        }
    }

    private async Task<long> CountAsync(FlightFilter filter, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(FlightQueries.Count(filter), cancellationToken);
        return Convert.ToInt64(rows.Reader.GetValue(0), CultureInfo.InvariantCulture);
    }
}
