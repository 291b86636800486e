using System.Text.Json;

namespace LocalKusto.Kql;

/// <summary>What one request's text became: a SELECT for each tabular statement, and the options set by <c>set</c> statements.</summary>
public sealed record CompiledScript(IReadOnlyList<CompiledQuery> Queries, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The materialized views that it reads, and what is computed of them.</summary>
    public IReadOnlyDictionary<string, MaterializedPart?> Views { get; init; } = new Dictionary<string, MaterializedPart?>();

    /// <summary>What it was compiled from besides its text and the schema; null where rows decided what it is.</summary>
    internal CompilationInputs? Inputs { get; init; }

    /// <summary>The same script with other values for its statements.</summary>
    internal CompiledScript With(IReadOnlyList<SqlParameter> values) => this with
    {
        Queries = [.. Queries.Select(query => query with { Parameters = values })],
    };
}

/// <summary>
/// One SELECT. Its result columns stand in the order of <paramref name="Columns"/> and have the DuckDB types of
/// <see cref="KustoType"/>; their SQL names mean nothing. The first parameter is called $p1; one that
/// the query does not need is not in the SQL.
/// </summary>
public sealed record CompiledQuery(
    string Sql,
    IReadOnlyList<SqlParameter> Parameters,
    IReadOnlyList<Column> Columns,
    string ResultName,
    Visualization? Visualization);

/// <summary>
/// A value for the prepared statement: bool, int, long, double, KustoDecimal, string, <see cref="DateTime"/> (UTC),
/// <see cref="TimeSpan"/>, <see cref="Guid"/>, JSON text for <see cref="KustoType.Dynamic"/>, or null.
/// </summary>
public sealed record SqlParameter(KustoType Type, object? Value);

/// <summary>What a closing <c>render</c> asked for.</summary>
public sealed record Visualization(string Kind, IReadOnlyDictionary<string, string> Properties);

/// <summary>
/// What a compilation may depend on besides the text: the one instant that <c>now()</c> means, and the values given for declared
/// query parameters (JSON scalars, or strings that hold KQL literals).
/// </summary>
public sealed record QueryContext(DateTime UtcNow, IReadOnlyDictionary<string, JsonElement> Parameters)
{
    /// <summary>
    /// Runs a SELECT while the query that needs it is compiled, and returns its rows as texts: the columns of some plugins depend on the
    /// data. Null where
    /// there are no data, as when a view is defined.
    /// </summary>
    public Func<string, IReadOnlyList<SqlParameter>, IReadOnlyList<IReadOnlyList<string>>>? Probe { get; init; }

    public static QueryContext At(DateTime utcNow) => new(utcNow, new Dictionary<string, JsonElement>());
}
