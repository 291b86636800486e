using System.Text.Json;

namespace LocalStack.Kusto;

/// <summary>A table of a response.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">Arrays of the values, in the order of the columns.</param>
internal sealed record KustoTable(IReadOnlyList<string> Columns, IReadOnlyList<JsonElement> Rows);
