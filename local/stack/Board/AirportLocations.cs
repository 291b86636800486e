using System.Text.Json;
using LocalStack.Kusto;
using Microsoft.AspNetCore.Http;

namespace LocalStack.Board;

/// <summary>
/// Reads the locations of airports from the reference table Airports (kusto/reference), which does not change while the stack runs.
/// </summary>
internal sealed class AirportLocations(Func<KustoRestClient> kusto)
{
    private const string Query = "Airports | where isnotnull(Latitude) | project Iata, City, Country, Longitude, Latitude";

    private IReadOnlyList<JsonElement>? _rows;

    /// <returns>Rows with IATA code, city, country, longitude and latitude.</returns>
    /// <exception cref="HttpRequestException">The engine is unavailable.</exception>
    /// <exception cref="KustoRestException">The engine rejects the query.</exception>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(HttpContext http) =>
        _rows ??= await kusto().QueryAsync(Query, http.RequestAborted).ConfigureAwait(false);
}
