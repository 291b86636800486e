using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using LatamFunctions.DataExplorer;
using LatamFunctions.Http;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Flights;

/// <summary>
/// Flights as <c>{"value":[…]}</c>, streamed from the database's answer to the client's without gathering them. The Functions
/// host runs results outside of the middleware, so what breaks here is dealt with here: an error answer while nothing has been
/// sent, and then a cut connection, since an answer that ends well would claim to be complete.
/// </summary>
internal sealed class FlightListResult(FlightRows rows, ILogger logger) : IResult
{
    private const int FlushBytes = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (rows)
        {
            var count = 0L;
            try
            {
                httpContext.Response.ContentType = MediaTypeNames.Application.Json;
                var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
                using var json = new Utf8JsonWriter(buffer, AnswerJson.Options);
                json.WriteStartObject();
                json.WriteStartArray("value");
                var row = new FlightJson(rows.Reader);
                for (var hasRow = rows.HasRow; hasRow; hasRow = rows.Reader.Read())
                {
                    row.WriteRow(json, rows.Reader);
                    count++;
                    if (buffer.WrittenCount + json.BytesPending >= FlushBytes)
                        await SendAsync(json, buffer, httpContext);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                await SendAsync(json, buffer, httpContext);
            }
            catch (Exception e)
            {
                await BreakOffAsync(httpContext, e, count);
            }
        }
    }

    private static async Task SendAsync(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer, HttpContext httpContext)
    {
        json.Flush();
        await httpContext.Response.Body.WriteAsync(buffer.WrittenMemory, httpContext.RequestAborted);
        buffer.ResetWrittenCount();
    }

    private async Task BreakOffAsync(HttpContext httpContext, Exception exception, long count)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
            return; // nobody is left to answer

        var failure = KustoFailures.Classify(exception);
        logger.AnswerBrokeOff(exception, count, failure);
        if (httpContext.Response.HasStarted)
            httpContext.Abort();
        else
            await RequestFailures.ProblemOf(failure).ExecuteAsync(httpContext);
    }
}
