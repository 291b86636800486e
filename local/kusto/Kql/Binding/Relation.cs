using System.Globalization;

namespace LocalKusto.Kql.Binding;

/// <summary>A column on its way through a query: the name that KQL sees, and the SQL over the relation's source.</summary>
internal sealed record BoundColumn(string Name, KustoType Type, string Sql, bool IsSimple)
{
    public Scalar AsScalar() => new(Type, Sql, IsSimple);
}

/// <summary>
/// A SELECT under construction. Operators add to it while SQL's order of clauses allows, and else wrap it as the source of the
/// next one. Column names in SQL are made up (c0, c1 …): DuckDB folds case, Kusto does not.
/// </summary>
internal sealed class Relation
{
    private readonly AliasSource _aliases;

    public Relation(AliasSource aliases, string source, IReadOnlyList<BoundColumn> columns)
    {
        _aliases = aliases;
        Source = source;
        Columns = columns;
    }

    private Relation(Relation other)
    {
        _aliases = other._aliases;
        Source = other.Source;
        Columns = other.Columns;
        Predicates = other.Predicates;
        GroupBy = other.GroupBy;
        OrderBy = other.OrderBy;
        Limit = other.Limit;
        Qualify = other.Qualify;
        IsDistinct = other.IsDistinct;
        Name = other.Name;
    }

    public string Source { get; private init; }

    public IReadOnlyList<BoundColumn> Columns { get; private init; }

    public IReadOnlyList<string> Predicates { get; private init; } = [];

    /// <summary>Null: no grouping. Empty: one group of all rows.</summary>
    public IReadOnlyList<string>? GroupBy { get; private init; }

    public IReadOnlyList<string> OrderBy { get; private init; } = [];

    public string? Limit { get; private init; }

    public bool IsDistinct { get; private init; }

    /// <summary>A condition on window functions, which SQL tests after WHERE.</summary>
    public string? Qualify { get; private init; }

    public string? Name { get; init; }

    /// <summary>Whether the compiler knows that there are no rows. (A group of all rows, which is one even then, is wrapped at once.)</summary>
    public bool IsEmpty => Predicates.Contains(Constants.Of(false).Sql);

    private bool IsClosed => GroupBy is not null || Limit is not null || IsDistinct || Qualify is not null;

    public Relation Where(string predicate)
    {
        var open = IsClosed ? Wrap() : this;
        return new Relation(open) { Predicates = [.. open.Predicates, predicate] };
    }

    public Relation WithColumns(IReadOnlyList<BoundColumn> columns) => new(this) { Columns = columns };

    public Relation Named(string name) => new(this) { Name = name };

    public Relation Grouped(IReadOnlyList<BoundColumn> columns, IReadOnlyList<string> keys) =>
        new(this) { Columns = columns, GroupBy = keys, OrderBy = [], Name = null };

    public Relation Sorted(IReadOnlyList<string> keys) => new(this) { OrderBy = keys };

    public Relation Limited(string count) => new(Limit is null ? this : Wrap()) { Limit = count };

    /// <summary>
    /// Of the rows with the same <paramref name="keys"/>, the first one by <paramref name="order"/>, or where that leaves several by the order
    /// in which they come, if they have one.
    /// </summary>
    public Relation FirstOf(IReadOnlyList<string> keys, string? order, IReadOnlyList<BoundColumn> columns) => new(this)
    {
        Columns = columns,
        OrderBy = [],
        Name = null,
        Qualify = $"row_number() OVER (PARTITION BY {string.Join(", ", keys)} ORDER BY {string.Join(", ", order is null ? OrderBy : OrderBy.Prepend(order))}) = 1",
    };

    /// <summary>All rows among which <see cref="FirstOf"/> chooses.</summary>
    public Relation Unqualified() => new(this) { Qualify = null };

    public Relation Distinct() => new(this) { IsDistinct = true, OrderBy = [] };

    /// <summary>A relation to which anything may be added: this one, or one around it.</summary>
    public Relation Open(bool needsSimpleColumns = false) =>
        IsClosed || (needsSimpleColumns && Columns.Any(column => !column.IsSimple)) ? Wrap() : this;

    /// <summary>This SELECT as the source of another. An order goes out with it, in columns that KQL does not see.</summary>
    public Relation Wrap()
    {
        var alias = _aliases.Next();
        var order = OrderBy.Select((key, i) => SortTerm.Split(key, $"o{i}")).ToList();
        var outer = new Relation(
            _aliases,
            $"({Select(order)}) AS {alias}",
            [.. Columns.Select((column, i) => column with { Sql = $"{alias}.c{i}", IsSimple = true })])
        {
            OrderBy = [.. order.Select(term => $"{alias}.{term.Alias}{term.Direction}")],
            Name = Name,
        };
        return outer;
    }

    public string ToSql() => Select([]);

    private string Select(IReadOnlyList<SortTerm> hidden)
    {
        var list = Columns.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"{column.Sql} AS c{i}"))
            .Concat(hidden.Select(term => $"{term.Expression} AS {term.Alias}"))
            .DefaultIfEmpty("NULL AS c0");
        var sql = $"SELECT {(IsDistinct ? "DISTINCT " : "")}{string.Join(", ", list)} FROM {Source}";
        if (Predicates.Count > 0)
            sql += " WHERE " + string.Join(" AND ", Predicates.Select(predicate => $"({predicate})"));
        if (GroupBy is { Count: > 0 } keys)
            sql += " GROUP BY " + string.Join(", ", keys);
        if (Qualify is not null)
            sql += " QUALIFY " + Qualify;
        if (OrderBy.Count > 0 && (Limit is not null || hidden.Count == 0))
            sql += " ORDER BY " + string.Join(", ", OrderBy);
        return Limit is null ? sql : $"{sql} LIMIT {Limit}";
    }

    private readonly record struct SortTerm(string Expression, string Direction, string Alias)
    {
        public static SortTerm Split(string key, string alias)
        {
            var at = key.LastIndexOf(key.EndsWith(" DESC NULLS LAST", StringComparison.Ordinal) || key.EndsWith(" DESC NULLS FIRST", StringComparison.Ordinal) ? " DESC " : " ASC ", StringComparison.Ordinal);
            return new SortTerm(key[..at], key[at..], alias);
        }
    }
}

/// <summary>Table aliases, each once in a query.</summary>
internal sealed class AliasSource
{
    private int _count;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"t{++_count}");
}
