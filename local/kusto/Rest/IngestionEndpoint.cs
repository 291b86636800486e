using LocalKusto.Commands;
using LocalKusto.Errors;
using LocalKusto.Ingestion;
using LocalKusto.Kql.Types;
using LocalKusto.Storage;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>
/// The endpoint for streaming ingestion, <c>POST /v1/rest/ingest/{database}/{table}?streamFormat=…&amp;mappingName=…</c>.
/// </summary>
internal sealed class IngestionEndpoint(KustoDatabase database, Ingestor ingestor)
{
    private static readonly Column[] Columns = CommandResult.Schema(
        "ConsumedRecordsCount:long, UpdatePolicyStatus, UpdatePolicyFailureCode, UpdatePolicyFailureReason");

    public async Task RespondAsync(HttpContext http, RequestContext request, string databaseName, string table)
    {
        request.Database = databaseName;
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            throw new KustoRequestException(
                StatusCodes.Status405MethodNotAllowed, "General_BadRequest", "KustoBadRequestException",
                    $"{http.Request.Method} is not supported here. Send the data with POST.");
        }
        var ingestion = Read(http.Request.Query, table);
        CheckTable(databaseName, table);

        using var body = await DecompressedRequestBody.ReadAsync(http.Request, KustoLimits.MaxStreamingIngestion, http.RequestAborted)
            .ConfigureAwait(false);
        if (body.Memory.IsEmpty)
            throw new KustoRequestException(400, "Stream_NoDataToIngest", "KustoBadRequestException", "The request has no data.");
        var count = await ingestor.IngestAsync(ingestion, body.Memory).ConfigureAwait(false);

        var response = new JsonResponseWriter(http.Response);
        await using (response.ConfigureAwait(false))
            CommandResponse.Write(response.Json, CommandResult.Create(Columns, [(long)count, "Inactive", "Unknown", null]));
    }

    private static IngestionRequest Read(IQueryCollection query, string table)
    {
        if (query["sourceKind"].ToString() is { Length: > 0 } source && !source.Equals("stream", StringComparison.OrdinalIgnoreCase))
            throw KustoRequestException.BadRequest(
                $"The local engine does not fetch data (sourceKind={source}). Send the data in the body.");
        var name = query["streamFormat"].ToString() is { Length: > 0 } given ? given : "csv";
        var format = name.Equals("singlejson", StringComparison.OrdinalIgnoreCase) ? IngestionFormat.MultiJson
            : Enum.TryParse<IngestionFormat>(name, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(name[0])
                ? known
            : throw new KustoRequestException(
                400, "BadRequest_FormatNotSupported", "KustoBadRequestException",
                $"The local engine does not support the format '{name}'; "
                + $"it reads {string.Join(", ", Enum.GetNames<IngestionFormat>()).ToLowerInvariant()}.");
        var mapping = query["mappingName"].ToString();
        return new IngestionRequest(
            table, format, mapping.Length > 0 ? mapping
                : null, query["ignoreFirstRecord"].ToString().Equals("true", StringComparison.OrdinalIgnoreCase));
    }

    private void CheckTable(string databaseName, string table)
    {
        var catalog = database.Catalog;
        if (!catalog.IsThisDatabase(databaseName))
            throw NotFound("Database", databaseName);
        if (!catalog.Tables.ContainsKey(table))
            throw NotFound("Table", table);
        if (!catalog.IsStreamingIngestionEnabled(table))
        {
            throw new KustoRequestException(
                400, "BadRequest_StreamingIngestionPolicyNotEnabled", "KustoBadRequestException",
                $"Streaming ingestion is not enabled for the table '{table}'. Run '.alter table {table} "
                + "policy streamingingestion enable'.");
        }
    }

    private static KustoRequestException NotFound(string kind, string name) => new(
        404, "BadRequest_EntityNotFound", "EntityNotFoundException", $"Entity ID '{name}' of kind '{kind}' was not found.");
}
