using System.Text.Json;
using LocalKusto.DuckDb;
using LocalKusto.Errors;
using LocalKusto.Kql;
using LocalKusto.Kql.Types;

namespace LocalKusto.Rest;

/// <summary>Streams the rows of a query to the response. The two versions of the protocol differ in the frames around the rows.</summary>
internal abstract class DataSetWriter(Utf8JsonWriter json, RequestContext request, TimeProvider timeProvider)
{
    protected Utf8JsonWriter Json { get; } = json;

    protected RequestContext Request { get; } = request;

    /// <summary>The number of rows written for the current result.</summary>
    protected long RowCount { get; private set; }

    protected DateTime UtcNow => timeProvider.GetUtcNow().UtcDateTime;

    public abstract void Begin(IReadOnlyList<CompiledQuery> queries);

    public void BeginResult(CompiledQuery query)
    {
        RowCount = 0;
        WriteHeader(query);
    }

    public void WriteRow(IReadOnlyList<Column> columns, DuckDbReader reader, int row)
    {
        RowCount++;
        BeginRow();
        Json.WriteStartArray();
        for (var i = 0; i < columns.Count; i++)
            KustoJson.Write(Json, columns[i].Type, reader[i], row);
        Json.WriteEndArray();
    }

    /// <summary>Ends a fragment of the rows, if the protocol has fragments.</summary>
    public virtual void EndFragment()
    {
    }

    /// <summary>Writes an error among the rows. No rows follow the error.</summary>
    public abstract void WriteFailure(KustoRequestException error);

    public abstract void EndResult();

    /// <summary>
    /// Ends the response. <paramref name="failure"/> is the reason why the response is incomplete, or <c>null</c> if the response is
    /// complete.
    /// </summary>
    public abstract void End(TimeSpan executionTime, KustoRequestException? failure, bool isFailureInRows);

    /// <summary>Writes the part of a result that precedes the first row.</summary>
    protected abstract void WriteHeader(CompiledQuery query);

    /// <summary>Starts a fragment before its first row.</summary>
    protected virtual void BeginRow()
    {
    }

    protected void WriteColumn(string name, KustoType type, bool withDataType)
    {
        Json.WriteStartObject();
        Json.WriteString("ColumnName", name);
        if (withDataType)
            Json.WriteString("DataType", type.ProtocolName());
        Json.WriteString("ColumnType", type.CslName());
        Json.WriteEndObject();
    }

    /// <summary>Writes <c>"Columns":[…],"Rows":[</c>.</summary>
    protected void BeginRows(IEnumerable<Column> columns, bool withDataType)
    {
        WriteColumns(columns, withDataType);
        Json.WriteStartArray("Rows");
    }

    protected void WriteColumns(IEnumerable<Column> columns, bool withDataType)
    {
        Json.WriteStartArray("Columns");
        foreach (var column in columns)
            WriteColumn(column.Name, column.Type, withDataType);
        Json.WriteEndArray();
    }

    protected void WriteRow(params ReadOnlySpan<object?> values)
    {
        Json.WriteStartArray();
        foreach (var value in values)
            KustoJson.Write(Json, KustoType.String, value);
        Json.WriteEndArray();
    }
}
