using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql;

/// <summary>A compiled request: a SELECT for each tabular statement, and the options from <c>set</c> statements.</summary>
public sealed record CompiledScript(IReadOnlyList<CompiledQuery> Queries, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The materialized views that the script reads, with their materialized parts.</summary>
    public IReadOnlyDictionary<string, MaterializedPart?> Views { get; init; } = new Dictionary<string, MaterializedPart?>();

    /// <summary>The inputs of the compilation other than text and schema, or <c>null</c> if the compilation depended on rows.</summary>
    internal CompilationInputs? Inputs { get; init; }

    /// <summary>Returns the script with other parameter values.</summary>
    internal CompiledScript With(IReadOnlyList<SqlParameter> values) => this with
    {
        Queries = [.. Queries.Select(query => query with { Parameters = values })],
    };
}

/// <summary>
/// One SELECT. Its result columns are in the order of <paramref name="Columns"/> and have the DuckDB types of <see cref="KustoType"/>. The
/// SQL names of the columns have no meaning. The SQL contains placeholders for parameter values.
/// </summary>
public sealed record CompiledQuery(
    string Sql,
    IReadOnlyList<SqlParameter> Parameters,
    IReadOnlyList<Column> Columns,
    string ResultName,
    Visualization? Visualization)
{
    /// <summary>
    /// The SQL with the parameter values as literals. DuckDB binds a statement with parameters twice: when it is prepared, and again when
    /// it is executed, because the plan depends on the values.
    /// </summary>
    public string Statement => SqlText.WithValues(Sql, Parameters);
}
