using System.Text.Json;
using LocalKusto.Commands;
using LocalKusto.Errors;
using LocalKusto.Kql;
using LocalKusto.Kql.Types;

namespace LocalKusto.Rest;

/// <summary>
/// The v2 protocol, without progress: an array of frames. Clients that read it as a stream depend on the order of the keys.
/// </summary>
internal sealed class V2DataSetWriter(Utf8JsonWriter json, RequestContext request, TimeProvider timeProvider)
    : DataSetWriter(json, request, timeProvider)
{
    private static readonly Column[] PropertiesColumns = CommandResult.Schema("TableId:int, Key, Value:dynamic");

    private static readonly Column[] CompletionColumns = CommandResult.Schema(
        "Timestamp:datetime, ClientRequestId, ActivityId:guid, SubActivityId:guid, ParentActivityId:guid, Level:int, LevelName, "
        + "StatusCode:int, StatusCodeName, EventType:int, EventTypeName, Payload");

    private int _lastTableId;

    public override void Begin(IReadOnlyList<CompiledQuery> queries)
    {
        Json.WriteStartArray();
        Json.WriteStartObject();
        Json.WriteString("FrameType", "DataSetHeader");
        Json.WriteBoolean("IsProgressive", false);
        Json.WriteString("Version", "v2.0");
        Json.WriteEndObject();

        BeginTable(0, "QueryProperties", "@ExtendedProperties", PropertiesColumns);
        for (var i = 0; i < queries.Count; i++)
            WriteRow(i + 1, "Visualization", VisualizationJson.Write(queries[i].Visualization));
        EndResult();
    }

    public override void BeginResult(CompiledQuery query) => BeginTable(++_lastTableId, "PrimaryResult", query.ResultName, query.Columns);

    public override void WriteFailure(KustoRequestException error)
    {
        Json.WriteStartObject();
        WriteErrors(error);
        Json.WriteEndObject();
    }

    public override void EndResult()
    {
        Json.WriteEndArray();
        Json.WriteEndObject();
    }

    public override void End(TimeSpan executionTime, KustoRequestException? failure, bool isFailureInRows)
    {
        BeginTable(++_lastTableId, "QueryCompletionInformation", "QueryCompletionInformation", CompletionColumns);
        if (failure is null)
        {
            WriteCompletion(4, "Info", 0, "S_OK (0)", 4, "QueryInfo", """{"Count":1,"Text":"Query completed successfully"}""");
        }
        else
        {
            var payload = JsonSerializer.Serialize(new { Count = 1, Text = failure.Message });
            var status = KustoLimits.StatusOf(failure);
            WriteCompletion(2, "Error", status, $"{failure.Code} ({status})", 1, status == KustoLimits.ResultTooLarge
                ? "QueryLimitsExceeded" : "QueryError", payload);
        }
        var stats = JsonSerializer.Serialize(new { ExecutionTime = Math.Round(executionTime.TotalSeconds, 7) });
        WriteCompletion(6, "Stats", 0, "S_OK (0)", 0, "QueryResourceConsumption", stats);
        EndResult();

        Json.WriteStartObject();
        Json.WriteString("FrameType", "DataSetCompletion");
        Json.WriteBoolean("HasErrors", failure is not null && isFailureInRows);
        Json.WriteBoolean("Cancelled", false);
        if (failure is not null && isFailureInRows)
            WriteErrors(failure);
        Json.WriteEndObject();
        Json.WriteEndArray();
    }

    private void WriteCompletion(int level, string levelName, int statusCode, string statusCodeName, int eventType, string eventTypeName,
        string payload) =>
        WriteRow(
            UtcNow, Request.Ids.ClientRequestId, Request.Ids.ActivityId, Request.Ids.ActivityId, Request.Ids.ActivityId,
            level, levelName, statusCode, statusCodeName, eventType, eventTypeName, payload);

    private void BeginTable(int id, string kind, string name, IEnumerable<Column> columns)
    {
        Json.WriteStartObject();
        Json.WriteString("FrameType", "DataTable");
        Json.WriteNumber("TableId", id);
        Json.WriteString("TableKind", kind);
        Json.WriteString("TableName", name);
        BeginRows(columns, withDataType: false);
    }

    private void WriteErrors(KustoRequestException error)
    {
        Json.WriteStartArray("OneApiErrors");
        OneApiError.Write(Json, error, Request, UtcNow);
        Json.WriteEndArray();
    }
}
