using System.Text;
using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Kql;

/// <summary>
/// Creates docs/data-dictionary.md from the docstrings in kusto/schema.kql: tables with their columns, views and functions.
/// </summary>
internal static partial class DataDictionary
{
    private const string Introduction = """
        # Data dictionary

        The tables, views and functions of the database, from the docstrings of [kusto/schema.kql](../kusto/schema.kql). This file is
        generated: after a change of the schema run
        `dotnet test Functions.Tests --filter Name=Write_the_data_dictionary`. Queries to begin with are in
        [kusto/samples](../kusto/samples).
        """;

    /// <exception cref="FormatException">A table, column, view or function has no docstring.</exception>
    public static string Create(string schema)
    {
        var columns = ColumnDocstrings().Matches(schema)
            .ToDictionary(table => table.Groups["table"].Value, table => Described(table.Groups["columns"].Value));
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n")).Append("\n\n## Tables\n");
        foreach (Match table in Table().Matches(schema))
        {
            var name = table.Groups["name"].Value;
            text.Append($"\n### {name}\n\n{Sentence(DocstringOf(table.Groups["properties"].Value, name))}\n\n")
                .Append("| Column | Type | Description |\n|---|---|---|\n");
            foreach (Match column in Column().Matches(table.Groups["columns"].Value))
            {
                var description = columns.GetValueOrDefault(name)?.GetValueOrDefault(column.Groups["name"].Value)
                    ?? throw new FormatException($"The column {name}.{column.Groups["name"].Value} has no docstring.");
                text.Append($"| {column.Groups["name"].Value} | {column.Groups["type"].Value} | {Cell(description)} |\n");
            }
        }

        text.Append("\n## Materialized views\n\n| View | Of | Description |\n|---|---|---|\n");
        foreach (Match view in View().Matches(schema))
        {
            var name = view.Groups["name"].Value;
            text.Append(
                $"| {name} | {view.Groups["table"].Value} | {Cell(Sentence(DocstringOf(view.Groups["properties"].Value, name)))} |\n");
        }

        text.Append("\n## Functions\n");
        foreach (var folder in Function().Matches(schema).GroupBy(function => FolderOf(function.Groups["properties"].Value)))
        {
            text.Append($"\n### {folder.Key}\n\n| Function | Description |\n|---|---|\n");
            foreach (var function in folder)
            {
                var name = function.Groups["name"].Value;
                var signature = Blanks().Replace(function.Groups["parameters"].Value.Trim(), " ");
                text.Append($"| `{name}({signature})` | {Cell(Sentence(DocstringOf(function.Groups["properties"].Value, name)))} |\n");
            }
        }

        return text.ToString();
    }

    private static Dictionary<string, string> Described(string columns) =>
        Description().Matches(columns)
            .ToDictionary(column => column.Groups["name"].Value, column => Unescaped(column.Groups["text"].Value));

    private static string DocstringOf(string properties, string name) =>
        Docstring().Match(properties) is { Success: true } match
            ? Unescaped(match.Groups["text"].Value)
            : throw new FormatException($"{name} has no docstring.");

    private static string FolderOf(string properties) => Folder().Match(properties) is { Success: true } match
        ? match.Groups["text"].Value
        : "Others";

    private static string Unescaped(string text) =>
        text.Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"^\.create-merge table (?<name>\w+) \((?<columns>.*?)\) with \((?<properties>.*?)\)$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Table();

    [GeneratedRegex(@"^\.alter-merge table (?<table>\w+) column-docstrings \((?<columns>.*?)^\)",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ColumnDocstrings();

    [GeneratedRegex(
        @"(?<name>\w+)\s*:\s*(?<type>string|datetime|timespan|int|long|real|bool|decimal|guid|dynamic)", RegexOptions.ExplicitCapture)]
    private static partial Regex Column();

    [GeneratedRegex(@"^\s+(?<name>\w+): '(?<text>(?:[^'\\]|\\.)*)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Description();

    [GeneratedRegex(
        @"^\.create (?:async )?ifnotexists materialized-view (?:with \((?<properties>.*?)\) )(?<name>\w+) on table (?<table>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex View();

    [GeneratedRegex(@"^\.create-or-alter function with \((?<properties>[^\n]*)\)\s*\n(?<name>\w+)\((?<parameters>.*?)\) \{",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Function();

    [GeneratedRegex(@"docstring = '(?<text>(?:[^'\\]|\\.)*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Docstring();

    [GeneratedRegex(@"folder = '(?<text>[^']*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Folder();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
