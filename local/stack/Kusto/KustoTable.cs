using System.Text.Json;

namespace LocalStack.Kusto;

/// <summary>A table in a response.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows as JSON arrays of values, in the order of the columns.</param>
internal sealed record KustoTable(IReadOnlyList<string> Columns, IReadOnlyList<JsonElement> Rows);
