using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Flights;

/// <summary>One flight as a JSON object.</summary>
internal sealed class FlightResult(FlightRows rows) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (rows)
        {
            httpContext.Response.ContentType = MediaTypeNames.Application.Json;
            await using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter))
                new FlightJson(rows.Reader).WriteRow(json, rows.Reader);
        }

        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
