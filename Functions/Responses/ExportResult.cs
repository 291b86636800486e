using System.IO.Pipelines;
using LatamFunctions.Http;
using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>
/// Streams rows from the database to the client without buffering the whole result. A dedicated thread reads the rows and writes them to a
/// pipe of limited size, so a client that does not read blocks only this thread. After a failure, the client receives an error response if
/// no data has been sent. Otherwise, the connection is aborted, because a response that ends normally would appear complete.
/// </summary>
/// <param name="rows">The rows; <c>null</c> for a HEAD request.</param>
/// <param name="name">The file name for browsers, without an extension.</param>
/// <param name="slot">The export slot, which is released when reading ends.</param>
/// <param name="maxDuration">The maximum duration of the response.</param>
/// <param name="format">The format of the response.</param>
/// <param name="columns">The columns of the response.</param>
/// <param name="query">The name of the query, for the metrics.</param>
/// <param name="metrics">The metrics that record the number of rows.</param>
/// <param name="logger">The logger for aborted responses.</param>
internal sealed class ExportResult(
    KustoRows? rows,
    string name,
    IDisposable slot,
    TimeSpan maxDuration,
    ResponseFormat format,
    IReadOnlyList<ResponseColumn> columns,
    string query,
    ApiMetrics metrics,
    ILogger logger)
    : IResult, IDisposable
{
    private const int FlushBytes = 32 * 1024;

    private static readonly PipeOptions PipeOptions = new(
        pauseWriterThreshold: 4 * FlushBytes, resumeWriterThreshold: 2 * FlushBytes, minimumSegmentSize: FlushBytes,
        useSynchronizationContext: false);

    private long _count;
    private int _isClaimed;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ResponseFormats.ContentTypeOf(format);
        httpContext.Response.Headers.ContentDisposition = Attachment.Named(name + ResponseFormats.ExtensionOf(format));
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers.Vary = "Accept, Accept-Encoding";
        using var timeout = new CancellationTokenSource(maxDuration);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, timeout.Token);
        await using var aborting = timeout.Token.Register(() =>
        {
            // Disposing of the compression stream would write data and wait for the client again, so the connection is aborted.
            if (httpContext.Response.HasStarted)
                httpContext.Abort();
        });
        try
        {
            await Compression.WriteAsync(httpContext, length: null, mayCompress: true, body => WriteAsync(body, deadline.Token));
        }
        catch (Exception e)
        {
            await AbortAsync(httpContext, e, timeout.IsCancellationRequested);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>
    /// Releases the rows and the slot if no thread has started to read the rows. Otherwise, the reading thread releases them.
    /// </summary>
    public void Dispose()
    {
        if (TryClaim())
            End();
    }

    private bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    private void End()
    {
        rows?.Dispose();
        slot.Dispose();
    }

    private async Task WriteAsync(Stream body, CancellationToken cancellationToken)
    {
        if (rows is null || !TryClaim())
            return;

        var pipe = new Pipe(PipeOptions);
        var reading = DedicatedThread.RunAsync(() => ReadRows(rows, pipe.Writer));
        try
        {
            await pipe.Reader.CopyToAsync(body, cancellationToken);
        }
        finally
        {
            // The thread detects the completed reader at its next flush. After a failed copy, the method does not wait for the thread,
            // because the thread might be waiting for a row.
            await pipe.Reader.CompleteAsync();
        }

        if (await reading)
            metrics.Rows(query, _count);
    }

    /// <summary>Reads rows on a dedicated thread until the rows end, reading fails, or the client disconnects.</summary>
    private bool ReadRows(KustoRows kusto, PipeWriter output)
    {
        Exception? failure = null;
        try
        {
            var writer = RowWriter.Create(format, columns, kusto.Reader, output);
            writer.Begin();
            for (var hasRow = kusto.HasRow; hasRow; hasRow = kusto.Reader.Read())
            {
                writer.Write(kusto.Reader);
                _count++;
                if (output.UnflushedBytes >= FlushBytes && Flush(output).IsCompleted)
                    return false;
            }

            writer.End(PageEnd.None);
            return true;
        }
        catch (Exception e)
        {
            failure = e; // The pipe's reader throws this exception.
            return false;
        }
        finally
        {
            End();
            output.Complete(failure);
        }
    }

    private static FlushResult Flush(PipeWriter output) => output.FlushAsync().AsTask().GetAwaiter().GetResult();

    private async Task AbortAsync(HttpContext httpContext, Exception exception, bool isLate)
    {
        if (!isLate && httpContext.RequestAborted.IsCancellationRequested)
            return; // The client has disconnected.

        var failure = KustoFailures.Classify(exception);
        logger.ResponseAborted(exception, _count, failure);
        var response = httpContext.Response;
        if (response.HasStarted)
        {
            httpContext.Abort();
            return;
        }

        // Removes the headers that describe the rows. Other headers, such as request ids, remain.
        response.Headers.Remove(HeaderNames.ContentEncoding);
        response.Headers.Remove(HeaderNames.Vary);
        response.Headers.Remove(HeaderNames.ContentDisposition);
        await ExceptionHandlingMiddleware.ProblemOf(failure).ExecuteAsync(httpContext);
    }
}
