using System.Text.Json;
using LocalKusto.Commands;
using LocalKusto.Kql.Types;

namespace LocalKusto.Rest;

/// <summary>Writes the response to a management command in the v1 protocol, with one table.</summary>
internal static class CommandResponse
{
    public static void Write(Utf8JsonWriter json, CommandResult result)
    {
        json.WriteStartObject();
        json.WriteStartArray("Tables");
        json.WriteStartObject();
        json.WriteString("TableName", "Table_0");
        json.WriteStartArray("Columns");
        foreach (var column in result.Columns)
        {
            json.WriteStartObject();
            json.WriteString("ColumnName", column.Name);
            // Kusto uses different names for these two types in command results and in query results.
            json.WriteString("DataType", column.Type == KustoType.Bool ? "Boolean" : column.Type.ProtocolName());
            json.WriteString("ColumnType", column.Type == KustoType.TimeSpan ? "time" : column.Type.CslName());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("Rows");
        foreach (var row in result.Rows)
        {
            json.WriteStartArray();
            for (var i = 0; i < row.Length; i++)
            {
                // Unlike queries, commands can return null for strings.
                if (row[i] is null)
                    json.WriteNullValue();
                else
                    KustoJson.Write(json, result.Columns[i].Type, row[i]);
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
