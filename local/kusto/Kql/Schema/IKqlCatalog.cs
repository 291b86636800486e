using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql.Schema;

/// <summary>The meanings of names in a query. Each look-up is case-sensitive and returns null for an unknown name.</summary>
public interface IKqlCatalog
{
    TableSymbol? FindTable(string name);

    MaterializedViewSymbol? FindMaterializedView(string name);

    FunctionSymbol? FindFunction(string name);

    /// <summary>The tables and views, by which <c>union T*</c> finds its branches.</summary>
    IEnumerable<string> TableNames { get; }

    /// <summary>The stored functions, by which a misspelled name is corrected.</summary>
    IEnumerable<string> FunctionNames { get; }

    string DatabaseName { get; }

    /// <summary>
    /// Equal to another catalog's version if its tables, functions and views are the same, regardless of their rows. Null if no other
    /// version is equal.
    /// </summary>
    object? Schema { get; }

    /// <summary>Whether <c>database('name')</c> is the database that this catalog describes. Case-insensitive.</summary>
    bool IsThisDatabase(string name);
}

/// <summary>
/// A table for the SQL writer: <paramref name="Source"/> is the text of a DuckDB relation (a quoted table name, or a parenthesized query),
/// <paramref name="PhysicalColumns"/> the unquoted names of its columns, one for each of <paramref name="Columns"/>. DuckDB folds case even
/// in quoted names, so the two may differ.
/// </summary>
public sealed record TableSymbol(string Name, IReadOnlyList<Column> Columns, string Source, IReadOnlyList<string> PhysicalColumns);

/// <summary>
/// A materialized view; <paramref name="Query"/> is its KQL body without the braces, <paramref name="Part"/> its materialized portion.
/// Without one the view is computed when it is read.
/// </summary>
public sealed record MaterializedViewSymbol(string Name, string Query, MaterializedPart? Part = null);

/// <summary>
/// A stored function: <paramref name="Parameters"/> as declared, with the parentheses (<c>(n:long, s:string = "x")</c>),
/// <paramref name="Body"/> with the braces.
/// </summary>
public sealed record FunctionSymbol(string Name, string Parameters, string Body);
