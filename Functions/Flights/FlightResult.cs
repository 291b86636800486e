using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Flights;

/// <summary>One flight as a JSON object.</summary>
internal sealed class FlightResult : IResult
{
    private readonly ArrayBufferWriter<byte> _body = new(1024);

    /// <summary>Takes the current row, and reads on to the end: a failure of the query may come behind its rows.</summary>
    public FlightResult(FlightRows rows)
    {
        using (var json = new Utf8JsonWriter(_body, AnswerJson.Options))
            new FlightJson(rows.Reader).WriteRow(json, rows.Reader);
        while (rows.Reader.Read())
        {
        }
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = MediaTypeNames.Application.Json;
        await httpContext.Response.Body.WriteAsync(_body.WrittenMemory, httpContext.RequestAborted);
    }
}
