using System.Text;
using DuckDB.NET.Native;
using LocalKusto.Commands;
using LocalKusto.Configuration;
using LocalKusto.DuckDb;
using LocalKusto.Errors;
using LocalKusto.Ingestion;
using LocalKusto.Kql.Errors;
using LocalKusto.Query;
using LocalKusto.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LocalKusto.Rest;

/// <summary>Implements Kusto's REST API: routes requests to endpoints, and returns errors in Kusto's format.</summary>
internal sealed partial class RestApplication : IHttpApplication<HttpContext>
{
    private readonly KustoDatabase _database;
    private const int ConcurrentCommands = 4;

    private readonly SemaphoreSlim _commandTurns = new(ConcurrentCommands);
    private readonly CommandContext _commands;
    private readonly QueryEndpoint _queries;
    private readonly IngestionEndpoint _ingestion;
    private readonly QueryPage _page;
    private readonly BearerTokenValidator _tokenValidator;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public RestApplication(KustoDatabase database, Ingestor ingestor, ViewMaterializer? materializer, OperationLog operations,
        KustoServerOptions options)
    {
        _database = database;
        _commands = new CommandContext(database, ingestor, materializer, operations, new RunningQueries(), options.TimeProvider);
        _queries = new QueryEndpoint(database, materializer, _commands.RunningQueries,
            new QueryAdmission(options.MaxConcurrentQueries, database.Workers), options.TimeProvider);
        _ingestion = new IngestionEndpoint(database, ingestor);
        _page = new QueryPage(database.Catalog.DatabaseName, options.SampleQueries);
        _tokenValidator = new BearerTokenValidator(options.AccessToken);
        _timeProvider = options.TimeProvider;
        _logger = options.LoggerFactory.CreateLogger<RestApplication>();
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var ids = RequestIds.From(context.Request.Headers["x-ms-client-request-id"]);
        context.Response.Headers["x-ms-client-request-id"] = ids.ClientRequestId;
        context.Response.Headers["x-ms-activity-id"] = ids.ActivityId.ToString();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var segments = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var route = segments.Length > 3 ? segments[..3] : segments;
        var request = new RequestContext(ids, ActivityTypeOf(route));
        var span = RequestSpans.Start(context.Request, route);
        try
        {
            RequestGuard.Check(context.Request, QueryPage.IsPage(segments));
            if (!QueryPage.IsPage(segments))
                _tokenValidator.Validate(context.Request);
            await RouteAsync(context, request, segments).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, so no response is sent.
        }
        catch (Exception e)
        {
            await RespondWithErrorAsync(context, request, e).ConfigureAwait(false);
        }
        finally
        {
            span.End(context.Response);
        }
    }

    private static string ActivityTypeOf(string[] route) => route switch
    {
        [_, _, "query"] => "DN.FE.ExecuteQuery",
        [_, _, "mgmt"] => "DN.FE.ExecuteControlCommand",
        [_, _, "ingest"] => "DN.FE.StreamingIngest",
        _ => "DN.FE.Request",
    };

    private Task RouteAsync(HttpContext http, RequestContext request, string[] segments) => segments switch
    {
        _ when QueryPage.IsPage(segments) => _page.WriteAsync(http, segments),
        ["v1", "rest", "ping"] => RespondWithTextAsync(http, "pong\n"),
        ["v1", "rest", "query"] => QueryAsync(http, request, isV2: false),
        ["v2", "rest", "query"] => QueryAsync(http, request, isV2: true),
        ["v1", "rest", "mgmt"] => ManageAsync(http, request),
        ["v1", "rest", "ingest", var database, var table] => _ingestion.RespondAsync(http, request, database, table),
        // Clients also request v1/rest/auth/metadata. After status 404, they connect without a login.
        _ => throw new KustoRequestException(
            StatusCodes.Status404NotFound, "NotFound", "KustoBadRequestException", $"No resource exists at {http.Request.Path}."),
    };

    private async Task QueryAsync(HttpContext http, RequestContext request, bool isV2)
    {
        await ReadAsync(http, request).ConfigureAwait(false);
        if (!IsCommand(request.Text))
        {
            await _queries.RespondAsync(http, request, isV2).ConfigureAwait(false);
            return;
        }
        var parsed = CommandParser.Parse(request.Text.Trim());
        if (!parsed.Command.IsShow)
            throw KustoRequestException.BadRequest(
                "The query endpoints accept only queries and '.show' commands. Send other commands to /v1/rest/mgmt.");
        await RunAsync(http, request, parsed, isV2).ConfigureAwait(false);
    }

    private async Task ManageAsync(HttpContext http, RequestContext request)
    {
        await ReadAsync(http, request).ConfigureAwait(false);
        if (!IsCommand(request.Text))
            throw KustoRequestException.From(
                new KqlException(KqlErrorKind.Syntax, "SYN0100", "A management command begins with a dot. Send queries to /v2/rest/query.",
                    1, 0), request.Text);
        await RunAsync(http, request, CommandParser.Parse(request.Text.Trim()), isV2: false).ConfigureAwait(false);
    }

    private async Task RunAsync(HttpContext http, RequestContext request, ParsedCommand parsed, bool isV2)
    {
        if (request.IsReadOnly && !parsed.Command.IsShow)
            throw KustoRequestException.ReadOnly(request.Text);
        var result = await RunAsync(http, request, parsed.Command).ConfigureAwait(false);
        if (parsed.Pipe >= 0)
        {
            request.Text = request.Text.Trim();
            await _queries.RespondPipedAsync(http, request, result, parsed.Pipe, isV2).ConfigureAwait(false);
            return;
        }
        var response = new JsonResponseWriter(http.Response);
        await using (response.ConfigureAwait(false))
            CommandResponse.Write(response.Json, result);
    }

    /// <summary>
    /// Runs a command. Commands that change the database have a time limit, and wait for other commands and for writes. The number of such
    /// commands is limited, so that waiting commands do not block the threads that other requests need.
    /// </summary>
    private async Task<CommandResult> RunAsync(HttpContext http, RequestContext request, Command command)
    {
        if (command.IsShow)
            return Show(command);

        var limit = RequestOptions.From(request.Properties.Options).Timeout ?? RequestOptions.DefaultCommandTimeout;
        using var deadline = new CancellationTokenSource(limit, _timeProvider);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, http.RequestAborted);
        var hasTurn = false;
        try
        {
            await _commandTurns.WaitAsync(cancellation.Token).ConfigureAwait(false);
            hasTurn = true;
            return command.Run(_commands with { Cancellation = cancellation.Token });
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            throw KustoRequestException.TimedOut(limit);
        }
        finally
        {
            if (hasTurn)
                _commandTurns.Release();
        }
    }

    /// <summary>
    /// Runs a command that only reads. If a table was replaced after the command had read the catalog, for example by the compaction of a
    /// view, the command is run again.
    /// </summary>
    private CommandResult Show(Command command)
    {
        var catalog = _database.Catalog;
        try
        {
            return command.Run(_commands);
        }
        catch (DuckDbException e) when (
            e.ErrorType is DuckDBErrorType.Binder or DuckDBErrorType.Catalog && _database.HasChangedSince(catalog))
        {
            return command.Run(_commands);
        }
    }

    private async Task ReadAsync(HttpContext http, RequestContext request)
    {
        await QueryRequest.ReadAsync(http.Request, request, _database.Catalog.DatabaseName, http.RequestAborted).ConfigureAwait(false);
        // Clients of the Kusto emulator use "default" when they have no database name.
        if (!_database.Catalog.IsThisDatabase(request.Database) && !request.Database.Equals("default", StringComparison.OrdinalIgnoreCase))
            throw KustoRequestException.DatabaseNotFound(request.Database);
    }

    private static bool IsCommand(string text) => text.AsSpan().TrimStart() is ['.', ..];

    private static async Task RespondWithTextAsync(HttpContext http, string text)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), http.RequestAborted).ConfigureAwait(false);
    }

    private async Task RespondWithErrorAsync(HttpContext http, RequestContext request, Exception exception)
    {
        var failure = exception is BadHttpRequestException bad
            ? new KustoRequestException(bad.StatusCode, "General_BadRequest", "KustoBadRequestException", bad.Message)
            : KustoRequestException.FromAny(exception, request.Text);
        if (failure.HttpStatus >= 500)
            LogFailure(_logger, exception, request.Ids.ClientRequestId);
        if (http.Response.HasStarted || http.Response.BodyWriter.CanGetUnflushedBytes && http.Response.BodyWriter.UnflushedBytes > 0)
        {
            // Abort the connection, so that the client detects the incomplete response.
            http.Abort();
            return;
        }
        http.Response.StatusCode = failure.HttpStatus;
        var response = new JsonResponseWriter(http.Response);
        await using (response.ConfigureAwait(false))
            OneApiError.Write(response.Json, failure, request, _timeProvider.GetUtcNow().UtcDateTime);
    }

    [LoggerMessage(LogLevel.Error, "Request {ClientRequestId} failed.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string clientRequestId);
}
