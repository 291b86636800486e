using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql;

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
