using LatamFunctions.Http;
using Microsoft.OpenApi;

namespace LatamFunctions.Responses;

/// <summary>The query parameter <c>select</c>: the columns of rows in the response, and their order.</summary>
internal static class SelectParameter
{
    public static QueryParameter<IReadOnlyList<ResponseColumn>?> Create(IReadOnlyList<ResponseColumn> columns) => new(
        "select",
        "The columns of the rows, separated by commas. The default is all columns.",
        $"names of columns, separated by commas, each at most once, from: {string.Join(", ", columns.Select(column => column.Name))}",
        new OpenApiSchema { Type = JsonSchemaType.String },
        (text, out value) =>
        {
            var selected = text.Split(',').Select(name => Find(columns, name.Trim())).ToList();
            value = [.. selected.OfType<ResponseColumn>()];
            return !selected.Contains(null) && selected.Distinct().Count() == selected.Count;
        })
    {
        Rule = "Unknown",
        Default = columns,
        Example = $"{columns[0].Name},{columns[^1].Name}",
    };

    private static ResponseColumn? Find(IReadOnlyList<ResponseColumn> columns, string name) =>
        columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
