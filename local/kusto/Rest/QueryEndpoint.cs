using DuckDB.NET.Native;
using LocalKusto.Catalog;
using LocalKusto.Commands;
using LocalKusto.DuckDb;
using LocalKusto.Errors;
using LocalKusto.Kql;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Schema;
using LocalKusto.Query;
using LocalKusto.Storage;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>Executes queries and streams the rows, so that memory use does not depend on the size of the result.</summary>
internal sealed class QueryEndpoint(
    KustoDatabase database, ViewMaterializer? materializer, RunningQueries runningQueries, QueryAdmission admission,
        TimeProvider timeProvider)
{
    /// <summary>
    /// The number of new rows up to which a refresh of the view is faster than combining the new rows with the materialized part in the
    /// query.
    /// </summary>
    private const long MaxRowsForFastRefresh = 5_000;

    /// <summary>The number of new rows above which a refresh of the view is faster even for a single query.</summary>
    private const long MaxRowsToCombine = 50_000;

    private const int MaxAttempts = 10;

    private QueryAdmission Admission => admission;

    private TimeProvider Time => timeProvider;

    /// <summary>Compiles and executes the request's text.</summary>
    public Task RespondAsync(HttpContext http, RequestContext request, bool isV2) =>
        RespondAsync(http, request, request.Text, catalog => catalog, isV2, RequestOptions.DefaultQueryTimeout);

    /// <summary>Applies the query operators that follow a command to the command's result.</summary>
    public Task RespondPipedAsync(HttpContext http, RequestContext request, CommandResult result, int pipe, bool isV2) => RespondAsync(
        http, request, CommandResultCatalog.QueryText(request.Text, pipe), catalog => new CommandResultCatalog(catalog, result), isV2,
        RequestOptions.DefaultCommandTimeout);

    /// <summary>
    /// Compiles and executes the query. If a table was replaced between compilation and execution, for example by the rebuild of a view,
    /// the query is compiled again.
    /// </summary>
    private async Task RespondAsync(
        HttpContext http, RequestContext request, string text, Func<KustoCatalog, IKqlCatalog> toCatalog, bool isV2,
            TimeSpan defaultTimeout)
    {
        for (var attempt = 1; ; attempt++)
        {
            var catalog = database.Catalog;
            try
            {
                await RespondAsync(http, request, text, catalog, toCatalog, isV2, defaultTimeout).ConfigureAwait(false);
                return;
            }
            catch (DuckDbException e) when (
                e.ErrorType is DuckDBErrorType.Binder or DuckDBErrorType.Catalog && attempt < MaxAttempts && !http.Response.HasStarted
                    && database.HasChangedSince(catalog))
            {
                // The catalog has changed. Compile the query again.
            }
        }
    }

    private async Task RespondAsync(
        HttpContext http, RequestContext request, string text, KustoCatalog catalog, Func<KustoCatalog, IKqlCatalog> toCatalog, bool isV2,
            TimeSpan defaultTimeout)
    {
        var started = timeProvider.GetTimestamp();
        // The compilation requires the option query_now. After the compilation, the options are read again, together with the options that
        // the text sets.
        var requestOptions = RequestOptions.From(request.Properties.Options);
        var now = requestOptions.Now ?? timeProvider.GetUtcNow().UtcDateTime;
        var context = new QueryContext(now, request.Properties.Parameters);
        using var admitted = admission.Admit();
        // The first compilation only determines the views that the query reads. The resulting SQL does not include the views' new rows.
        var script = await admission.ComputeAsync(
            () => Compile(text, toCatalog(catalog.WithoutDelta()), context, requestOptions.Timeout ?? defaultTimeout, http.RequestAborted),
            http.RequestAborted).ConfigureAwait(false);
        var options = RequestOptions.From(request.Properties.Options, script.Options);
        CheckColumns(script, options);

        using var deadline = new CancellationTokenSource(options.Timeout ?? defaultTimeout, timeProvider);
        using var command = new CancellationTokenSource();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, command.Token, http.RequestAborted);
        using var listed = runningQueries.Add(new Commands.RunningQuery(
            request.Ids.ClientRequestId, request.Ids.ActivityId, request.Text, request.Database, http.Request.Headers["x-ms-app"]
                .ToString(),
            http.Request.Headers["x-ms-user"].ToString(), timeProvider.GetUtcNow().UtcDateTime, command.Cancel));
        try
        {
            if (catalog.HasDelta(script.Views.Keys))
            {
                var caughtUp = materializer is not null
                    && (admission.IsCrowded || database.RowsBehind(script.Views.Keys) is <= MaxRowsForFastRefresh or > MaxRowsToCombine)
                    ? await materializer.CatchUpAsync(script.Views.Keys, cancellation.Token).ConfigureAwait(false)
                    : catalog;
                script = await admission.ComputeAsync(
                    () => Compile(text, toCatalog(caughtUp), context, cancellation.Token), cancellation.Token).ConfigureAwait(false);
            }

            using var lease = database.Connections.Rent();
            using var snapshot = new ReadSnapshot(lease.Connection, readsParts: script.Views.Values.Any(part => part is not null));
            using var interruption = new Interruption(lease.Connection, cancellation.Token);
            var execution = new Execution(this, http, request, script.Queries, options, lease.Connection, cancellation.Token);
            await execution.RunAsync(isV2, started).ConfigureAwait(false);
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is OperationCanceledException or DuckDbException
            && !http.Response.HasStarted)
        {
            http.RequestAborted.ThrowIfCancellationRequested();
            throw command.IsCancellationRequested ? KustoRequestException.Canceled()
                : KustoRequestException.TimedOut(options.Timeout ?? defaultTimeout);
        }
    }

    /// <summary>Compiles the text within the time limit of the request.</summary>
    private CompiledScript Compile(string text, IKqlCatalog catalog, QueryContext context, TimeSpan timeout, CancellationToken aborted)
    {
        using var deadline = new CancellationTokenSource(timeout, timeProvider);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, aborted);
        try
        {
            return Compile(text, catalog, context, cancellation.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw KustoRequestException.TimedOut(timeout);
        }
    }

    private CompiledScript Compile(string text, IKqlCatalog catalog, QueryContext context, CancellationToken cancellationToken)
    {
        var probing = context with { Probe = sql => ColumnProbe.Run(database, sql, cancellationToken) };
        return database.Compilations.Compile(text, catalog, probing, cancellationToken);
    }

    private static void CheckColumns(CompiledScript script, RequestOptions options)
    {
        if (script.Queries.FirstOrDefault(query => query.Columns.Count > options.MaxOutputColumns) is { } wide)
        {
            throw KustoRequestException.From(
                new KqlException(KqlErrorKind.Semantic, "SEM0004",
                    $"The query results in {wide.Columns.Count} columns, more than maxoutputcolumns allows ({options.MaxOutputColumns}).",
                        1, 0),
                "");
        }
    }

    /// <summary>The execution of a request's queries on one connection.</summary>
    private sealed class Execution(
        QueryEndpoint endpoint,
        HttpContext http,
        RequestContext request,
        IReadOnlyList<CompiledQuery> queries,
        RequestOptions options,
        DuckDbConnection connection,
        CancellationToken cancellationToken)
    {
        private long _rows;

        public async Task RunAsync(bool isV2, long started)
        {
            // The response starts after the first rows are computed, so that an earlier error can set the status.
            var first = queries.Count == 0 ? null : await StartAsync(queries[0]).ConfigureAwait(false);
            try
            {
                var response = new JsonResponseWriter(http.Response);
                await using (response.ConfigureAwait(false))
                {
                    DataSetWriter writer = isV2
                        ? new V2DataSetWriter(response, request, options.Frames, endpoint.Time)
                        : new V1DataSetWriter(response.Json, request, endpoint.Time);
                    writer.Begin(queries);
                    KustoRequestException? failure = null;
                    for (var i = 0; i < queries.Count && failure is null; i++)
                    {
                        writer.BeginResult(queries[i]);
                        failure = await WriteResultAsync(queries[i], i == 0 ? first : null, writer, response).ConfigureAwait(false);
                        if (failure is not null && !options.DeferPartialQueryFailures)
                            writer.WriteFailure(failure);
                        writer.EndResult();
                    }
                    writer.End(endpoint.Time.GetElapsedTime(started), failure, isFailureInRows: !options.DeferPartialQueryFailures);
                }
            }
            finally
            {
                first?.Dispose();
            }
        }

        /// <summary>Starts a query and reads its first rows.</summary>
        private ValueTask<QueryExecution> StartAsync(CompiledQuery query) =>
            endpoint.Admission.ComputeAsync(() => QueryExecution.Start(connection, query), cancellationToken);

        /// <returns>The failure that ended the result early, or <c>null</c> if there was no failure.</returns>
        private async Task<KustoRequestException?> WriteResultAsync(CompiledQuery query, QueryExecution? running, DataSetWriter writer,
            JsonResponseWriter response)
        {
            try
            {
                running ??= await StartAsync(query).ConfigureAwait(false);
                using (running)
                {
                    var start = response.Length;
                    while (running.HasRows)
                    {
                        if (WriteChunk(query, running.Reader, writer, response, start, out var failure))
                            return failure;
                        if (response.IsLarge)
                        {
                            writer.EndFragment();
                            await response.FlushAsync(http.RequestAborted).ConfigureAwait(false);
                        }
                        await endpoint.Admission.ComputeAsync(running.ReadChunk, cancellationToken).ConfigureAwait(false);
                    }
                }
                return null;
            }
            catch (Exception e) when (e is DuckDbException or OperationCanceledException)
            {
                http.RequestAborted.ThrowIfCancellationRequested();
                return cancellationToken.IsCancellationRequested
                    ? new KustoRequestException(
                        504, "RequestExecutionTimeout", "KustoServiceTimeoutException",
                            "Query execution has resulted in error (0x80DA0006): Query is expired.", false)
                    : e is DuckDbException duckDb ? KustoRequestException.From(duckDb)
                        : throw new InvalidOperationException(
                            "DuckDB interrupted a query that neither its client, its time limit nor '.cancel query' had canceled.", e);
            }
        }

        /// <returns><c>true</c> if a limit ends the result in this chunk.</returns>
        private bool WriteChunk(CompiledQuery query, DuckDbReader reader, DataSetWriter writer, JsonResponseWriter response, long start,
            out KustoRequestException? failure)
        {
            failure = null;
            for (var row = 0; row < reader.ChunkSize; row++)
            {
                if (_rows >= options.TakeMaxRecords)
                    return true;
                if (_rows >= options.MaxRecords)
                    failure = KustoLimits.TooManyRecords(_rows);
                else if (response.Length - start > options.MaxBytes)
                    failure = KustoLimits.TooManyBytes(options.MaxBytes.Value);
                if (failure is not null)
                    return true;
                writer.WriteRow(query.Columns, reader, row);
                _rows++;
            }
            return false;
        }
    }

    /// <summary>A running query and its current chunk of rows.</summary>
    private sealed class QueryExecution : IDisposable
    {
        private QueryExecution(DuckDbReader reader)
        {
            Reader = reader;
            ReadChunk();
        }

        public DuckDbReader Reader { get; }

        public bool HasRows { get; private set; }

        public static QueryExecution Start(DuckDbConnection connection, CompiledQuery query)
        {
            using var statement = connection.Prepare(query.Statement);
            var reader = statement.ExecuteReader();
            try
            {
                ResultTypes.Check(query, reader);
                return new QueryExecution(reader);
            }
            catch
            {
                reader.Dispose();
                throw;
            }
        }

        public bool ReadChunk() => HasRows = Reader.ReadChunk();

        public void Dispose() => Reader.Dispose();
    }
}
