namespace Standins.Tests;

/// <summary>Responses in the version 1 format of Kusto, as the service writes them.</summary>
internal static class KustoResponses
{
    public const string OneRow = """
        {"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"n","DataType":"Int64","ColumnType":"long"}],"Rows":[[1]]}]}
        """;

    public static string Table(string columns, string rows) =>
        $$"""{"Tables":[{"TableName":"Table_0","Columns":[{{columns}}],"Rows":[{{rows}}]}]}""";

    public static string Column(string name, string dataType, string columnType) =>
        $$"""{"ColumnName":"{{name}}","DataType":"{{dataType}}","ColumnType":"{{columnType}}"}""";

    public static string Error(string code, string type, string message, bool permanent, string inner = "") =>
        $$$"""
        {"error":{"code":"{{{code}}}","message":"Request is invalid and cannot be executed.","@type":"Kusto.Data.Exceptions.{{{type}}}",
         "@message":"{{{message}}}","@context":{},"@permanent":{{{(permanent ? "true" : "false")}}}{{{inner}}}}}
        """;
}
