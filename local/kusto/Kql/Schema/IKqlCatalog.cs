using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql.Schema;

/// <summary>Resolves names in a query. Each lookup is case-sensitive and returns <c>null</c> for an unknown name.</summary>
public interface IKqlCatalog
{
    TableSymbol? FindTable(string name);

    MaterializedViewSymbol? FindMaterializedView(string name);

    FunctionSymbol? FindFunction(string name);

    /// <summary>The names of the tables and views, against which patterns such as <c>union T*</c> are matched.</summary>
    IEnumerable<string> TableNames { get; }

    /// <summary>The names of the stored functions, which are suggested for misspelled names.</summary>
    IEnumerable<string> FunctionNames { get; }

    string DatabaseName { get; }

    /// <summary>
    /// An object that is equal for catalogs with the same tables, functions and views, regardless of the rows. The value is <c>null</c> if
    /// compilations with this catalog must not be cached.
    /// </summary>
    object? Schema { get; }

    /// <summary>Returns <c>true</c> if the name, ignoring case, is the name of the database that this catalog describes.</summary>
    bool IsThisDatabase(string name);
}

/// <summary>
/// A table. <paramref name="Source"/> is the SQL of a DuckDB relation (a quoted table name or a parenthesized query).
/// <paramref name="PhysicalColumns"/> are the unquoted DuckDB names of <paramref name="Columns"/>. These names can differ from the names in
/// Kusto, because DuckDB ignores case even in quoted names.
/// </summary>
public sealed record TableSymbol(string Name, IReadOnlyList<Column> Columns, string Source, IReadOnlyList<string> PhysicalColumns);

/// <summary>
/// A materialized view. <paramref name="Query"/> is the KQL body without the braces, and <paramref name="Part"/> is the materialized part.
/// A view without a part is computed when it is queried.
/// </summary>
public sealed record MaterializedViewSymbol(string Name, string Query, MaterializedPart? Part = null);

/// <summary>
/// A stored function. <paramref name="Parameters"/> includes the parentheses (<c>(n:long, s:string = "x")</c>), and <paramref name="Body"/>
/// includes the braces.
/// </summary>
public sealed record FunctionSymbol(string Name, string Parameters, string Body);
