using System.Text.Json;
using LocalKusto.Commands;
using LocalKusto.Errors;
using LocalKusto.Kql;
using LocalKusto.Kql.Types;

namespace LocalKusto.Rest;

/// <summary>Writes the v1 protocol: an object with tables. The last table is the table of contents.</summary>
internal sealed class V1DataSetWriter(Utf8JsonWriter json, RequestContext request, TimeProvider timeProvider)
    : DataSetWriter(json, request, timeProvider)
{
    private static readonly Column[] PropertiesColumns = CommandResult.Schema("Value");

    private static readonly Column[] StatusColumns = CommandResult.Schema(
        "Timestamp:datetime, Severity:int, SeverityName, StatusCode:int, StatusDescription, Count:int, RequestId:guid, ActivityId:guid, "
        + "SubActivityId:guid, ClientActivityId");

    private static readonly Column[] ContentsColumns = CommandResult.Schema("Ordinal:long, Kind, Name, Id, PrettyName");

    private readonly List<string> _resultNames = [];
    private IReadOnlyList<CompiledQuery> _queries = [];
    private int _tables;

    public override void Begin(IReadOnlyList<CompiledQuery> queries)
    {
        _queries = queries;
        Json.WriteStartObject();
        Json.WriteStartArray("Tables");
    }

    protected override void WriteHeader(CompiledQuery query)
    {
        _resultNames.Add(query.ResultName);
        BeginTable(query.Columns);
    }

    public override void WriteFailure(KustoRequestException error)
    {
        Json.WriteStartObject();
        WriteExceptions(error);
        Json.WriteEndObject();
    }

    public override void EndResult()
    {
        Json.WriteEndArray();
        Json.WriteEndObject();
    }

    public override void End(TimeSpan executionTime, KustoRequestException? failure, bool isFailureInRows)
    {
        BeginTable(PropertiesColumns);
        foreach (var query in _queries)
            WriteRow(VisualizationJson.Write(query.Visualization));
        EndResult();

        BeginTable(StatusColumns);
        if (failure is null)
            WriteStatus(4, "Info", 0, "Query completed successfully");
        else
            WriteStatus(2, "Error", KustoLimits.StatusOf(failure), failure.Message);
        WriteStatus(6, "Stats", 0, JsonSerializer.Serialize(new { ExecutionTime = Math.Round(executionTime.TotalSeconds, 7) }));
        EndResult();

        BeginTable(ContentsColumns);
        for (var i = 0; i < _resultNames.Count; i++)
            WriteRow((long)i, "QueryResult", _resultNames[i], Guid.NewGuid(), "");
        WriteRow((long)_resultNames.Count, "QueryProperties", "@ExtendedProperties", Guid.NewGuid(), "");
        WriteRow(_resultNames.Count + 1L, "QueryStatus", "QueryStatus", Guid.Empty, "");
        EndResult();

        Json.WriteEndArray();
        if (failure is not null && isFailureInRows)
            WriteExceptions(failure);
        Json.WriteEndObject();
    }

    private void WriteStatus(int severity, string severityName, int statusCode, string description) => WriteRow(
        UtcNow, severity, severityName, statusCode, description, 1,
        Request.Ids.ActivityId, Request.Ids.ActivityId, Request.Ids.ActivityId, Request.Ids.ClientRequestId);

    private void BeginTable(IEnumerable<Column> columns)
    {
        Json.WriteStartObject();
        Json.WriteString("TableName", $"Table_{_tables++}");
        BeginRows(columns, withDataType: true);
    }

    private void WriteExceptions(KustoRequestException error)
    {
        Json.WriteStartArray("Exceptions");
        Json.WriteStringValue(error.Message);
        Json.WriteEndArray();
    }
}
