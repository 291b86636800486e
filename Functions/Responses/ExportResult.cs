using System.IO.Pipelines;
using LatamFunctions.Http;
using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace LatamFunctions.Responses;

/// <summary>
/// Rows that are streamed from the database's response to the client's, never buffered as a set. They are read on a dedicated thread, which
/// a pipe of bounded size connects with the response: a client that does not read blocks that thread and no other. A failure is handled
/// here: by an error response while nothing has been sent, and then by an aborted connection, since a response that ends normally would
/// appear complete.
/// </summary>
/// <param name="rows">Null for a request for the headers only.</param>
/// <param name="name">The name of the file that a browser stores, without its extension.</param>
/// <param name="slot">Released when no more rows are read.</param>
/// <param name="maxDuration">The longest time that the response may take.</param>
/// <param name="format">The format of the response.</param>
/// <param name="columns">The columns of its rows.</param>
/// <param name="query">The name of the query, for the metrics.</param>
/// <param name="metrics">Records the number of rows.</param>
/// <param name="logger">Logs a response that is aborted.</param>
internal sealed class ExportResult(
    KustoRows? rows,
    string name,
    IDisposable slot,
    TimeSpan maxDuration,
    ResponseFormat format,
    IReadOnlyList<Column> columns,
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
    private int _isTaken;

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
            // Compression writes at its end, which would wait for the client again.
            if (httpContext.Response.HasStarted)
                httpContext.Abort();
        });
        try
        {
            await Compression.WriteAsync(httpContext, length: null, mayCompress: true, body => WriteAsync(body, deadline.Token));
        }
        catch (Exception e)
        {
            await BreakOffAsync(httpContext, e, timeout.IsCancellationRequested);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends an export whose rows were never read; otherwise the thread that reads them does so.</summary>
    public void Dispose()
    {
        if (TryTake())
            End();
    }

    private bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    private void End()
    {
        rows?.Dispose();
        slot.Dispose();
    }

    private async Task WriteAsync(Stream body, CancellationToken cancellationToken)
    {
        if (rows is null || !TryTake())
            return;

        var pipe = new Pipe(PipeOptions);
        var reading = DedicatedThread.RunAsync(() => ReadRows(rows, pipe.Writer));
        try
        {
            await pipe.Reader.CopyToAsync(body, cancellationToken);
        }
        finally
        {
            // The thread detects the end of the copy at its next flush. After a failed copy nothing waits for the thread, which may be
            // waiting for a row.
            await pipe.Reader.CompleteAsync();
        }

        if (await reading)
            metrics.Rows(query, _count);
    }

    /// <summary>Runs on its own thread until the rows end or fail, or the client has left.</summary>
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
            failure = e; // thrown where the pipe is read
            return false;
        }
        finally
        {
            End();
            output.Complete(failure);
        }
    }

    private static FlushResult Flush(PipeWriter output) => output.FlushAsync().AsTask().GetAwaiter().GetResult();

    private async Task BreakOffAsync(HttpContext httpContext, Exception exception, bool isLate)
    {
        if (!isLate && httpContext.RequestAborted.IsCancellationRequested)
            return; // the client has left

        var failure = KustoFailures.Classify(exception);
        logger.ResponseAborted(exception, _count, failure);
        var response = httpContext.Response;
        if (response.HasStarted)
        {
            httpContext.Abort();
            return;
        }

        // The headers that described the rows; request ids and similar ones remain.
        response.Headers.Remove(HeaderNames.ContentEncoding);
        response.Headers.Remove(HeaderNames.Vary);
        response.Headers.Remove(HeaderNames.ContentDisposition);
        await ExceptionHandlingMiddleware.ProblemOf(failure).ExecuteAsync(httpContext);
    }
}
