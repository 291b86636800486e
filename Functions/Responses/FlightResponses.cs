using System.Buffers;
using System.Data;
using System.Globalization;
using LatamFunctions.Http;
using LatamFunctions.Kusto;
using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Responses;

/// <summary>Returns responses from the cache, or executes queries to create them.</summary>
public sealed class FlightResponses(
    KustoClient kusto, Freshness freshness, ResponseCache cache, PublicAddress address, ApiMetrics metrics, TimeProvider time)
{
    /// <summary>Returns a page of a list.</summary>
    /// <param name="request">The request, whose address is part of the cache key.</param>
    /// <param name="page">
    /// The page. <paramref name="query"/> must return one row more than the limit, to determine whether there is a next page.
    /// </param>
    /// <param name="query">The query for the rows.</param>
    /// <param name="end">The end of the query's time window; <c>null</c> if the window has no end.</param>
    /// <param name="keyOf">Returns the sort key of a row; <c>null</c> if the list has a single page.</param>
    /// <param name="count">The query that counts the rows of all pages; <c>null</c> if the response contains no count.</param>
    internal Task<IResult> PageAsync(
        HttpRequest request,
        Page page,
        KustoQuery query,
        DateTimeOffset? end,
        Func<IDataRecord, IReadOnlyList<string>>? keyOf,
        CancellationToken cancellationToken,
        KustoQuery? count = null)
    {
        var addresses = address.Pages(request);
        return RespondAsync(
            request, page.Name, page.Format, query, end, (rows, total) => Render(addresses, page, rows, keyOf, total), page.Missing,
            cancellationToken, count);
    }

    /// <summary>Returns the response with the row of <paramref name="query"/>.</summary>
    /// <param name="request">The request, whose address is part of the cache key.</param>
    /// <param name="name">The file name for browsers, without an extension.</param>
    /// <param name="format">The format of the response.</param>
    /// <param name="query">The query for the row.</param>
    /// <param name="columns">The columns of the response.</param>
    /// <param name="end">The end of the query's time window; <c>null</c> if the window has no end.</param>
    /// <param name="etagOf">
    /// Returns the strong ETag of a row, which is used for JSON. For other formats, the ETag is converted to a weak ETag, because the bytes
    /// differ.
    /// </param>
    /// <param name="missing">The response if there is no row.</param>
    internal Task<IResult> RowAsync(
        HttpRequest request,
        string name,
        ResponseFormat format,
        KustoQuery query,
        IReadOnlyList<ResponseColumn> columns,
        DateTimeOffset? end,
        Func<IDataRecord, string> etagOf,
        Problem missing,
        CancellationToken cancellationToken) => RespondAsync(
            request, name, format, query, end, (rows, _) => RenderRow(format, rows, columns, etagOf), missing, cancellationToken);

    private async Task<IResult> RespondAsync(
        HttpRequest request,
        string name,
        ResponseFormat format,
        KustoQuery query,
        DateTimeOffset? end,
        Func<KustoRows, long?, Rendered?> render,
        Problem? missing,
        CancellationToken cancellationToken,
        KustoQuery? count = null)
    {
        var freshFor = ResponseAge.ForWindow(end, time.GetUtcNow());
        if (freshFor > ResponseAge.Live)
            query = query with { MaxAge = freshFor };
        var key = $"{format} {address.BaseOf(request)}{RequestAddress.Canonical(request)}";
        var skip = request.GetTypedHeaders().CacheControl?.NoCache == true;
        var cached = await cache.GetAsync(key, freshFor, skip, ExecuteAsync, cancellationToken);
        metrics.Cached(query.Name, cached is { Status: CacheStatus.Hit or CacheStatus.Stale });
        if (cached is null)
            return missing ?? throw new InvalidOperationException("A list that can be empty was rendered as missing.");

        metrics.Rows(query.Name, cached.Response.Rows);
        return new RenderedResult(cached, freshFor, time.GetElapsedTime(cached.Response.ExecutedAt));

        // This function must not read the request, because the request can end while other requests wait for the response.
        async Task<RenderedResponse?> ExecuteAsync(CancellationToken abandoned)
        {
            var now = time.GetTimestamp();
            var newest = await freshness.NewestEventAsync(abandoned);
            using var rows = await kusto.ExecuteAsync(skip ? query with { MaxAge = null } : query, abandoned);
            var total = count is null ? (long?)null : await CountAsync(count with { MaxAge = skip ? null : query.MaxAge }, abandoned);
            return render(rows, total) is { } rendered
                ? new RenderedResponse(rendered.Body, ResponseFormats.ContentTypeOf(format), rendered.ETag, now, newest)
                {
                    End = rendered.End,
                    FileName = ResponseFormats.IsCsv(format) ? name + ResponseFormats.ExtensionOf(format) : null,
                    Rows = rendered.Rows,
                }
                : null;
        }
    }

    private async Task<long> CountAsync(KustoQuery count, CancellationToken cancellationToken)
    {
        using var rows = await kusto.ExecuteAsync(count, cancellationToken);
        return Convert.ToInt64(rows.Reader.GetValue(0), CultureInfo.InvariantCulture);
    }

    private static Rendered? Render(
        Func<string?, string> addresses, Page page, KustoRows rows, Func<IDataRecord, IReadOnlyList<string>>? keyOf, long? total)
    {
        if (!rows.HasRow && page.After is null && page.Missing is not null)
            return null;

        var body = new ArrayBufferWriter<byte>(16 * 1024);
        var writer = RowWriter.Create(page.Format, page.Columns, rows.Reader, body);
        writer.Begin();
        IReadOnlyList<string>? last = null;
        var count = 0;
        for (var hasRow = rows.HasRow; hasRow; hasRow = rows.Reader.Read())
        {
            // The additional row only shows that there is a next page. All rows are read because a query can report a failure at the end.
            if (count++ >= page.Limit)
                continue;
            writer.Write(rows.Reader);
            if (count == page.Limit || page.IsChangeFeed)
                last = keyOf?.Invoke(rows.Reader);
        }

        var hasNext = count > page.Limit && last is not null;
        var after = last ?? page.After;
        var link = hasNext || page.IsChangeFeed
            ? addresses(after is null ? null : Cursor.Encode(page.List, after))
            : null;
        var end = new PageEnd(hasNext ? link : null, hasNext ? null : link, total);
        writer.End(end);
        return new Rendered(body.WrittenMemory, RenderedResponse.ETagOf(body.WrittenSpan), end, Math.Min(count, page.Limit));
    }

    private static Rendered? RenderRow(
        ResponseFormat format, KustoRows rows, IReadOnlyList<ResponseColumn> columns, Func<IDataRecord, string> etagOf)
    {
        if (!rows.HasRow)
            return null;

        var body = new ArrayBufferWriter<byte>(1024);
        var etag = etagOf(rows.Reader);
        if (format == ResponseFormat.Json)
        {
            new JsonRowWriter(columns, rows.Reader, body).WriteSingle(rows.Reader);
        }
        else
        {
            etag = $"W/{etag}";
            var writer = RowWriter.Create(format, columns, rows.Reader, body);
            writer.Begin();
            writer.Write(rows.Reader);
            writer.End(PageEnd.None);
        }

        while (rows.Reader.Read())
        {
            // Reads to the end because a query can report a failure after the row.
        }

        return new Rendered(body.WrittenMemory, etag, PageEnd.None, 1);
    }

    private sealed record Rendered(ReadOnlyMemory<byte> Body, string ETag, PageEnd End, int Rows);
}
