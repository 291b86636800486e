using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>
/// A SELECT under construction. Operators add to it while SQL's order of clauses allows, so that the SQL is not nested; otherwise it
/// becomes the source of the next one. Column names in SQL are generated (c0, c1 …), for the database folds case and Kusto does not.
/// </summary>
internal sealed record SelectQuery(string Source, ImmutableArray<SelectColumn> Columns)
{
    public ImmutableArray<string> Predicates { get; init; } = [];

    /// <summary>Null: no grouping. Empty: one group of all rows.</summary>
    public ImmutableArray<string>? GroupBy { get; init; }

    public ImmutableArray<OrderTerm> OrderBy { get; init; } = [];

    public string? Limit { get; init; }

    public bool IsDistinct { get; init; }

    /// <summary>A condition on window functions, which SQL tests after WHERE.</summary>
    public string? Qualify { get; init; }

    /// <summary>Whether a column is a function of neighboring rows, which must not change.</summary>
    public bool HasWindows { get; init; }

    /// <summary>Whether an added clause would be executed before an existing one.</summary>
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

    /// <summary>Converts the query to the source of another SELECT. Its order is passed on in additional columns.</summary>
    public SelectQuery Wrap(string alias) => new(
        $"({ToSql(withOrderColumns: true)}) AS {alias}",
        [.. Columns.Select((column, i) => new SelectColumn(column.Column, Invariant($"{alias}.c{i}"), true))])
    {
        OrderBy = [.. OrderBy.Select((term, i) => term with { Sql = Invariant($"{alias}.o{i}") })],
    };

    /// <summary>The text of the query.</summary>
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

    /// <summary><c> ORDER BY …</c>, or nothing.</summary>
    public string OrderText() => OrderBy.IsEmpty ? "" : " ORDER BY " + string.Join(", ", OrderBy.Select(term => term.ToString()));

    private static string Invariant(DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}

/// <summary>
/// A column of the plan and its SQL. A simple one (a column, a constant) may be written twice without being computed twice.
/// </summary>
internal readonly record struct SelectColumn(PlanColumn Column, string Sql, bool IsSimple)
{
    /// <summary>
    /// Whether its expression may be written again: it has no random number, window, aggregate or subquery, nor have the columns that it
    /// reads, and it is short.
    /// </summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether its expression costs no more than a read of the column.</summary>
    public bool IsCheap { get; init; } = IsSimple;
}

/// <summary>A term of ORDER BY.</summary>
internal readonly record struct OrderTerm(string Sql, bool IsAscending, bool NullsFirst)
{
    public override string ToString() => $"{Sql} {(IsAscending ? "ASC" : "DESC")} NULLS {(NullsFirst ? "FIRST" : "LAST")}";
}
