using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>
/// A SELECT under construction. To avoid nested SQL, operators add clauses as long as SQL's order of clauses allows it. If a clause cannot
/// be added, the query becomes the source of the next SELECT. Column names in SQL are generated (c0, c1 and so on), because names in DuckDB
/// are case-insensitive.
/// </summary>
internal sealed record SelectQuery(string Source, ImmutableArray<SelectColumn> Columns)
{
    public ImmutableArray<string> Predicates { get; init; } = [];

    /// <summary>The grouping expressions. <c>null</c> means no grouping, and an empty array means one group of all rows.</summary>
    public ImmutableArray<string>? GroupBy { get; init; }

    public ImmutableArray<OrderTerm> OrderBy { get; init; } = [];

    public string? Limit { get; init; }

    public bool IsDistinct { get; init; }

    /// <summary>A condition on window functions, which SQL evaluates after WHERE.</summary>
    public string? Qualify { get; init; }

    /// <summary>Whether a column depends on neighboring rows, which added clauses must not change.</summary>
    public bool HasWindows { get; init; }

    /// <summary>Whether SQL would evaluate an added clause before an existing clause.</summary>
    public bool IsClosed => GroupBy is not null || Limit is not null || IsDistinct || Qualify is not null || HasWindows;

    public SelectColumn this[PlanColumn column]
    {
        get
        {
            foreach (var candidate in Columns)
            {
                if (ReferenceEquals(candidate.Column, column))
                    return candidate;
            }

            throw new InvalidOperationException($"The column {column} is not in the plan's input.");
        }
    }

    /// <summary>Converts the query to the source of another SELECT. Additional columns preserve the order of the rows.</summary>
    public SelectQuery Wrap(string alias) => new(
        $"({ToSql(withOrderColumns: true)}) AS {alias}",
        [.. Columns.Select((column, i) => new SelectColumn(column.Column, Invariant($"{alias}.c{i}"), true))])
    {
        OrderBy = [.. OrderBy.Select((term, i) => term with { Sql = Invariant($"{alias}.o{i}") })],
    };

    /// <summary>Returns the SQL of the query.</summary>
    public string ToSql(bool withOrderColumns = false)
    {
        var list = Columns.Select((column, i) => Invariant($"{column.Sql} AS c{i}"))
            .Concat(withOrderColumns ? OrderBy.Select((term, i) => Invariant($"{term.Sql} AS o{i}")) : [])
            .DefaultIfEmpty("NULL AS c0");
        var sql = $"SELECT {(IsDistinct ? "DISTINCT " : "")}{string.Join(", ", list)} FROM {Source}";
        if (!Predicates.IsEmpty)
            sql += " WHERE " + string.Join(" AND ", Predicates);
        if (GroupBy is { IsEmpty: false } keys)
            sql += " GROUP BY " + string.Join(", ", keys);
        if (Qualify is not null)
            sql += " QUALIFY " + Qualify;
        if (!OrderBy.IsEmpty && (Limit is not null || !withOrderColumns))
            sql += OrderText();
        return Limit is null ? sql : $"{sql} LIMIT {Limit}";
    }

    /// <summary>Returns the ORDER BY clause with a leading space, or an empty string.</summary>
    public string OrderText() => OrderBy.IsEmpty ? "" : " ORDER BY " + string.Join(", ", OrderBy.Select(term => term.ToString()));

    private static string Invariant(DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}

/// <summary>
/// A column of the plan and its SQL. A simple column (a column or a constant) can be repeated without additional computation.
/// </summary>
internal readonly record struct SelectColumn(PlanColumn Column, string Sql, bool IsSimple)
{
    /// <summary>
    /// Whether the expression can be repeated. Such an expression is short, and neither the expression nor the columns that it reads
    /// contain a random number, window, aggregate or subquery.
    /// </summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether computing the expression costs no more than reading the column.</summary>
    public bool IsCheap { get; init; } = IsSimple;
}

/// <summary>A term of ORDER BY.</summary>
internal readonly record struct OrderTerm(string Sql, bool IsAscending, bool NullsFirst)
{
    public override string ToString() => $"{Sql} {(IsAscending ? "ASC" : "DESC")} NULLS {(NullsFirst ? "FIRST" : "LAST")}";
}
