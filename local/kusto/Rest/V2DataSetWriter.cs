using System.Text.Json;
using LocalKusto.Commands;
using LocalKusto.Errors;
using LocalKusto.Kql;
using LocalKusto.Kql.Types;
using LocalKusto.Query;

namespace LocalKusto.Rest;

/// <summary>
/// Writes the v2 protocol: an array of frames. A result is one frame, or separate frames for its header, fragments and completion if the
/// request options enable fragments. Clients that stream frames depend on the order of the keys.
/// </summary>
/// <remarks>https://learn.microsoft.com/kusto/api/rest/response-v2</remarks>
internal sealed class V2DataSetWriter(JsonResponseWriter response, RequestContext request, FrameOptions frames, TimeProvider timeProvider)
    : DataSetWriter(response.Json, request, timeProvider)
{
    private static readonly Column[] PropertiesColumns = CommandResult.Schema("TableId:int, Key, Value:dynamic");

    private static readonly Column[] CompletionColumns = CommandResult.Schema(
        "Timestamp:datetime, ClientRequestId, ActivityId:guid, SubActivityId:guid, ParentActivityId:guid, Level:int, LevelName, "
        + "StatusCode:int, StatusCodeName, EventType:int, EventTypeName, Payload");

    private int _lastTableId;
    private int _columns;
    private bool _isFragmentOpen;
    private KustoRequestException? _tableFailure;

    public override void Begin(IReadOnlyList<CompiledQuery> queries)
    {
        Json.WriteStartArray();
        BeginFrame("DataSetHeader");
        Json.WriteBoolean("IsProgressive", frames.IsProgressive);
        Json.WriteString("Version", "v2.0");
        if (frames.IsFragmented)
            Json.WriteBoolean("IsFragmented", true);
        if (frames.ErrorPlacement is { } placement)
            Json.WriteString("ErrorReportingPlacement", placement.ToString());
        Json.WriteEndObject();

        BeginTable(0, "QueryProperties", "@ExtendedProperties", PropertiesColumns);
        for (var i = 0; i < queries.Count; i++)
            WriteRow(i + 1, "Visualization", VisualizationJson.Write(queries[i].Visualization));
        EndRows();
    }

    protected override void WriteHeader(CompiledQuery query)
    {
        if (!frames.HasFragments)
        {
            BeginTable(++_lastTableId, "PrimaryResult", query.ResultName, query.Columns);
            return;
        }
        BeginTableFrame("TableHeader", ++_lastTableId, "PrimaryResult", query.ResultName);
        WriteColumns(query.Columns, withDataType: false);
        Json.WriteEndObject();
        _columns = query.Columns.Count;
    }

    public override void EndFragment()
    {
        if (!_isFragmentOpen)
            return;
        Json.WriteEndArray();
        Json.WriteEndObject();
        _isFragmentOpen = false;
    }

    public override void WriteFailure(KustoRequestException error)
    {
        switch (frames.ErrorPlacement ?? ErrorPlacement.InData)
        {
            case ErrorPlacement.InData:
                BeginRow();
                Json.WriteStartObject();
                WriteErrors(error);
                Json.WriteEndObject();
                break;
            case ErrorPlacement.EndOfTable:
                _tableFailure = error;
                break;
        }
    }

    public override void EndResult()
    {
        if (!frames.HasFragments)
        {
            EndRows();
            return;
        }
        EndFragment();
        if (frames.IsProgressive)
        {
            // The total number of rows is unknown until the end, so only the final progress (100%) is reported.
            BeginFrame("TableProgress");
            Json.WriteNumber("TableId", _lastTableId);
            Json.WriteNumber("TableProgress", 100);
            Json.WriteEndObject();
        }
        BeginFrame("TableCompletion");
        Json.WriteNumber("TableId", _lastTableId);
        Json.WriteNumber("RowCount", RowCount);
        EndTable();
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
        EndRows();

        BeginFrame("DataSetCompletion");
        Json.WriteBoolean("HasErrors", failure is not null && isFailureInRows);
        Json.WriteBoolean("Cancelled", false);
        if (failure is not null && isFailureInRows)
            WriteErrors(failure);
        Json.WriteEndObject();
        if (frames.HasNewlines)
            response.WriteNewline();
        Json.WriteEndArray();
    }

    private void WriteCompletion(int level, string levelName, int statusCode, string statusCodeName, int eventType, string eventTypeName,
        string payload) =>
        WriteRow(
            UtcNow, Request.Ids.ClientRequestId, Request.Ids.ActivityId, Request.Ids.ActivityId, Request.Ids.ActivityId,
            level, levelName, statusCode, statusCodeName, eventType, eventTypeName, payload);

    protected override void BeginRow()
    {
        if (_isFragmentOpen || !frames.HasFragments)
            return;
        BeginFrame("TableFragment");
        Json.WriteString("TableFragmentType", "DataAppend");
        Json.WriteNumber("TableId", _lastTableId);
        Json.WriteNumber("FieldCount", _columns);
        Json.WriteStartArray("Rows");
        _isFragmentOpen = true;
    }

    private void BeginTable(int id, string kind, string name, IEnumerable<Column> columns)
    {
        BeginTableFrame("DataTable", id, kind, name);
        BeginRows(columns, withDataType: false);
    }

    private void BeginTableFrame(string type, int id, string kind, string name)
    {
        BeginFrame(type);
        Json.WriteNumber("TableId", id);
        Json.WriteString("TableKind", kind);
        Json.WriteString("TableName", name);
    }

    private void BeginFrame(string type)
    {
        if (frames.HasNewlines && type != "DataSetHeader")
            response.WriteNewline();
        Json.WriteStartObject();
        Json.WriteString("FrameType", type);
    }

    private void EndRows()
    {
        Json.WriteEndArray();
        EndTable();
    }

    /// <summary>Ends a table frame and, if errors are reported per table, writes the table's error.</summary>
    private void EndTable()
    {
        if (_tableFailure is { } failure)
            WriteErrors(failure);
        _tableFailure = null;
        Json.WriteEndObject();
    }

    private void WriteErrors(KustoRequestException error)
    {
        Json.WriteStartArray("OneApiErrors");
        OneApiError.Write(Json, error, Request, UtcNow);
        Json.WriteEndArray();
    }
}
