using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalStack.Fleet;

/// <summary>A panel of the workbook.</summary>
/// <param name="Title">The title above the panel.</param>
/// <param name="Query">The query, or JSON that contains the query for Azure Data Explorer.</param>
internal sealed record WorkbookPanel(string Title, string Query);

/// <summary>The panels of bicep/monitoring/workbook.json.</summary>
internal static partial class Workbook
{
    private const int TimeRange = 4;

    /// <summary>The text of workbook.json, which was embedded when the stack was built.</summary>
    public static string Text { get; } = EmbeddedText.Read("workbook.json");

    /// <summary>Returns the workspace queries, with parameters replaced by the workbook's values.</summary>
    /// <param name="workbook">The text of a workbook.</param>
    /// <param name="page">The name of a page, or <c>null</c> for all pages.</param>
    /// <exception cref="KeyNotFoundException">A query has a parameter that the workbook does not define.</exception>
    public static IReadOnlyList<WorkbookPanel> WorkspacePanels(string workbook, string? page = null)
    {
        using var document = JsonDocument.Parse(workbook);
        var values = Objects(document.RootElement)
            .Where(item => item.TryGetProperty("parameters", out _))
            .SelectMany(item => item.GetProperty("parameters").EnumerateArray())
            .ToDictionary(parameter => parameter.GetProperty("name").GetString()!, ValueOf);
        var root = page is null
            ? document.RootElement
            : Objects(document.RootElement).First(item => item.TryGetProperty("name", out var name) && name.GetString() == page);
        return [.. from panel in PanelsOf(root)
                   where !panel.Query.StartsWith('{')
                   select panel with { Query = Parameter().Replace(panel.Query, match => values[match.Groups["name"].Value]) }];
    }

    /// <summary>Returns all panels with their unmodified queries.</summary>
    public static IReadOnlyList<WorkbookPanel> Panels(string workbook)
    {
        using var document = JsonDocument.Parse(workbook);
        return [.. PanelsOf(document.RootElement)];
    }

    private static IEnumerable<WorkbookPanel> PanelsOf(JsonElement root) =>
        from item in Objects(root)
        where item.TryGetProperty("query", out _) && item.TryGetProperty("title", out _)
        select new WorkbookPanel(item.GetProperty("title").GetString()!, item.GetProperty("query").GetString()!);

    private static IEnumerable<JsonElement> Objects(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Objects(property.Value)).Prepend(element),
        _ => [],
    };

    /// <summary>Returns the text that Azure inserts into a query for a parameter's initial value.</summary>
    private static string ValueOf(JsonElement parameter)
    {
        var value = parameter.GetProperty("value");
        if (parameter.GetProperty("type").GetInt32() == TimeRange)
            return $"> ago({value.GetProperty("durationMs").GetInt64()}ms)";
        return value.ValueKind == JsonValueKind.Array
            ? string.Join(',', value.EnumerateArray().Select(item => $"\"{item.GetString()}\""))
            : value.GetString()!;
    }

    [GeneratedRegex(@"\{(?<name>\w+)(:\w+)?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
