using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql;

/// <summary>A compiled request: a SELECT for each tabular statement, and the options set by <c>set</c> statements.</summary>
public sealed record CompiledScript(IReadOnlyList<CompiledQuery> Queries, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The materialized views that it reads, and what is computed of them.</summary>
    public IReadOnlyDictionary<string, MaterializedPart?> Views { get; init; } = new Dictionary<string, MaterializedPart?>();

    /// <summary>The inputs of the compilation in addition to text and schema; null if it depended on rows.</summary>
    internal CompilationInputs? Inputs { get; init; }

    /// <summary>The same script with other values for its statements.</summary>
    internal CompiledScript With(IReadOnlyList<SqlParameter> values) => this with
    {
        Queries = [.. Queries.Select(query => query with { Parameters = values })],
    };
}

/// <summary>
/// One SELECT. Its result columns are in the order of <paramref name="Columns"/> and have the DuckDB types of <see cref="KustoType"/>;
/// their SQL names have no meaning. The SQL has marks where the values of parameters belong.
/// </summary>
public sealed record CompiledQuery(
    string Sql,
    IReadOnlyList<SqlParameter> Parameters,
    IReadOnlyList<Column> Columns,
    string ResultName,
    Visualization? Visualization)
{
    /// <summary>
    /// The SQL with the values of the parameters as literals. DuckDB would bind a statement with parameters twice: when it is prepared, and
    /// when it is executed with their values, which decide the plan.
    /// </summary>
    public string Statement => SqlText.WithValues(Sql, Parameters);
}
