using System.Globalization;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>
/// A catalog that also contains a command's result as a table, for queries such as <c>.show tables | project TableName</c>.
/// </summary>
internal sealed class CommandResultCatalog(IKqlCatalog catalog, CommandResult result) : IKqlCatalog
{
    private const string TableName = "$command_results";

    /// <summary>Returns the query that follows the command. In error messages, positions are counted from the start of the text.</summary>
    public static string QueryText(string text, int pipe)
    {
        var lines = text.AsSpan(0, pipe).Count('\n');
        var column = pipe - (text.LastIndexOf('\n', pipe) + 1);
        return $"{new string('\n', lines)}['{TableName}']{new string(' ', Math.Max(0, column - TableName.Length - 4))}{text[pipe..]}";
    }

    public TableSymbol? FindTable(string name) => name == TableName
        ? new TableSymbol(TableName, result.Columns, Source(), [.. result.Columns.Select((_, i) => $"r{i}")])
        : catalog.FindTable(name);

    public MaterializedViewSymbol? FindMaterializedView(string name) => catalog.FindMaterializedView(name);

    public FunctionSymbol? FindFunction(string name) => catalog.FindFunction(name);

    public IEnumerable<string> TableNames => catalog.TableNames;

    public IEnumerable<string> FunctionNames => catalog.FunctionNames;

    public string DatabaseName => catalog.DatabaseName;

    public object? Schema => null;

    public bool IsThisDatabase(string name) => catalog.IsThisDatabase(name);

    private string Source()
    {
        var names = string.Join(", ", result.Columns.Select((_, i) => $"r{i}"));
        if (result.Rows.Count == 0)
        {
            var nulls = string.Join(", ", result.Columns.Select((column, i) => $"NULL::{column.Type.DuckDbName()} AS r{i}"));
            return $"(SELECT {nulls} WHERE false)";
        }
        var rows = result.Rows.Select(row =>
            $"({string.Join(", ", row.Zip(result.Columns, (value, column) => Literal(value, column.Type)))})");
        return $"(SELECT * FROM (VALUES {string.Join(", ", rows)}) AS v({names}))";
    }

    private static string Literal(object? value, KustoType type)
    {
        var text = value switch
        {
            null => type == KustoType.String ? "''" : "NULL",
            bool flag => flag ? "true" : "false",
            TimeSpan span => span.Ticks.ToString(CultureInfo.InvariantCulture),
            DateTime at => at.Ticks.ToString(CultureInfo.InvariantCulture),
            decimal number => $"'{KustoDecimal.TryParse(number.ToString(CultureInfo.InvariantCulture))!.Value.Encode()}'",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable number and (int or long) => number.ToString(null, CultureInfo.InvariantCulture),
            _ => $"'{value.ToString()!.Replace("'", "''", StringComparison.Ordinal)}'",
        };
        return $"{text}::{type.DuckDbName()}";
    }
}
