using System.Buffers;
using LatamFunctions.DataExplorer;
using LatamFunctions.Http;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LatamFunctions.Answers;

/// <summary>
/// Rows on their way from the database's answer to the client's, never gathered. The Functions host runs results outside of the
/// middleware, so what breaks here is dealt with here: an error answer while nothing has been sent, and then a cut connection, since an
/// answer that ends well would claim to be complete.
/// </summary>
/// <param name="rows">Null for a request that wants the headers only.</param>
/// <param name="format">Of the answer.</param>
/// <param name="columns">Of its rows.</param>
/// <param name="logger">Told when the answer breaks off.</param>
internal sealed class ExportResult(KustoRows? rows, AnswerFormat format, IReadOnlyList<Column> columns, ILogger logger) : IResult
{
    private const int FlushBytes = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = AnswerFormats.ContentTypeOf(format);
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers.Vary = "Accept, Accept-Encoding";
        if (rows is null)
        {
            await Compression.WriteAsync(httpContext, length: null, mayCompress: true, _ => Task.CompletedTask);
            return;
        }

        var count = 0L;
        using (rows)
        {
            try
            {
                await Compression.WriteAsync(httpContext, length: null, mayCompress: true, WriteAsync);
            }
            catch (Exception e)
            {
                await BreakOffAsync(httpContext, e, count);
            }
        }

        async Task WriteAsync(Stream body)
        {
            var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
            var writer = RowWriter.Of(format, columns, rows.Reader, buffer);
            writer.Begin();
            for (var hasRow = rows.HasRow; hasRow; hasRow = rows.Reader.Read())
            {
                writer.Write(rows.Reader);
                count++;
                if (buffer.WrittenCount >= FlushBytes)
                    await SendAsync(body, buffer, httpContext.RequestAborted);
            }

            writer.End(null);
            await SendAsync(body, buffer, httpContext.RequestAborted);
        }
    }

    private static async Task SendAsync(Stream body, ArrayBufferWriter<byte> buffer, CancellationToken cancellationToken)
    {
        await body.WriteAsync(buffer.WrittenMemory, cancellationToken);
        buffer.ResetWrittenCount();
    }

    private async Task BreakOffAsync(HttpContext httpContext, Exception exception, long count)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
            return; // nobody is left to answer

        var failure = KustoFailures.Classify(exception);
        logger.AnswerBrokeOff(exception, count, failure);
        if (httpContext.Response.HasStarted)
        {
            httpContext.Abort();
            return;
        }

        httpContext.Response.Clear();
        await RequestFailures.ProblemOf(failure).ExecuteAsync(httpContext);
    }
}
