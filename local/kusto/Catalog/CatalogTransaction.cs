using System.Collections.Immutable;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Types;

namespace LocalKusto.Catalog;

/// <summary>Changes the catalog and its DuckDB tables in one transaction. <see cref="Catalog"/> is the catalog after the commit.</summary>
internal sealed class CatalogTransaction(DuckDbConnection connection, KustoCatalog catalog)
{
    public DuckDbConnection Connection { get; } = connection;

    public KustoCatalog Catalog { get; private set; } = catalog;

    /// <summary>Creates the table in the catalog and in DuckDB.</summary>
    public TableDefinition CreateTable(string name, IReadOnlyList<Column> columns, string folder, string docString)
    {
        var table = new TableDefinition(
            Guid.NewGuid(),
            name,
            CatalogStore.NextPhysicalTableName(Connection),
            [.. columns.Select((column, i) => new ColumnDefinition(column.Name, column.Type, i + 1))],
            columns.Count + 1,
            folder,
            docString);
        CreateStorage(table);
        return Put(table);
    }

    /// <summary>
    /// Replaces the table's rows with the rows that <paramref name="fill"/> inserts. During the call, <paramref name="fill"/> can still
    /// read the old rows.
    /// </summary>
    public T ReplaceRows<T>(TableDefinition table, Func<TableDefinition, T> fill)
    {
        var replacement = table with { PhysicalName = CatalogStore.NextPhysicalTableName(Connection) };
        CreateStorage(replacement);
        var result = fill(replacement);
        Connection.Execute($"DROP TABLE {table.PhysicalName}");
        Put(replacement);
        return result;
    }

    public TableDefinition AddColumn(TableDefinition table, Column column) => AddColumn(table, column, table.Columns.Length);

    public TableDefinition DropColumn(TableDefinition table, ColumnDefinition column)
    {
        Connection.Execute($"ALTER TABLE {table.PhysicalName} DROP COLUMN {column.PhysicalName}");
        return Put(table with { Columns = table.Columns.Remove(column) });
    }

    /// <summary>Changes the column's type. The existing values become null, as in Kusto.</summary>
    public TableDefinition ChangeType(TableDefinition table, ColumnDefinition column, KustoType type)
    {
        // A DuckDB table must have at least one column, so the new column is added before the old column is dropped.
        var index = table.Columns.IndexOf(column);
        var changed = AddColumn(table, new Column(column.Name, type), index);
        changed = changed with { Columns = changed.Columns.SetItem(index, changed.Columns[index] with { DocString = column.DocString }) };
        return DropColumn(changed, column);
    }

    public TableDefinition Put(TableDefinition table)
    {
        CatalogStore.Put(Connection, table.Name, table);
        Catalog = Catalog.With(table);
        return table;
    }

    public void Rename(TableDefinition table, string name)
    {
        CatalogStore.Remove<TableDefinition>(Connection, table.Name);
        Catalog = Catalog with { Tables = Catalog.Tables.Remove(table.Name) };
        Put(table with { Name = name });
        foreach (var mapping in Catalog.Mappings.FindAll(mapping => mapping.Table == table.Name))
        {
            Remove(mapping);
            Put(mapping with { Table = name });
        }
        foreach (var policy in GetPolicies("Table", table.Name))
        {
            Remove(policy);
            Put(policy with { EntityName = name });
        }
    }

    /// <summary>Drops the table and its rows, mappings and policies.</summary>
    public void Remove(TableDefinition table)
    {
        Connection.Execute($"DROP TABLE {table.PhysicalName}");
        CatalogStore.Remove<TableDefinition>(Connection, table.Name);
        Catalog = Catalog with { Tables = Catalog.Tables.Remove(table.Name) };
        Catalog.Mappings.FindAll(mapping => mapping.Table == table.Name).ForEach(Remove);
        GetPolicies("Table", table.Name).ForEach(Remove);
    }

    public void Put(FunctionDefinition function)
    {
        CatalogStore.Put(Connection, function.Name, function);
        Catalog = Catalog.With(function);
    }

    public void Remove(FunctionDefinition function)
    {
        CatalogStore.Remove<FunctionDefinition>(Connection, function.Name);
        Catalog = Catalog with { Functions = Catalog.Functions.Remove(function.Name) };
    }

    public void Put(MaterializedViewDefinition view)
    {
        CatalogStore.Put(Connection, view.Name, view);
        Catalog = Catalog.With(view);
    }

    public void Remove(MaterializedViewDefinition view)
    {
        CatalogStore.Remove<MaterializedViewDefinition>(Connection, view.Name);
        Catalog = Catalog with { MaterializedViews = Catalog.MaterializedViews.Remove(view.Name) };
        GetPolicies("MaterializedView", view.Name).ForEach(Remove);
    }

    /// <summary>Renames the view. Its materialized part does not change.</summary>
    public MaterializedViewDefinition Rename(MaterializedViewDefinition view, string name)
    {
        CatalogStore.Remove<MaterializedViewDefinition>(Connection, view.Name);
        Catalog = Catalog with { MaterializedViews = Catalog.MaterializedViews.Remove(view.Name) };
        var renamed = view with { Name = name };
        Put(renamed);
        if (Catalog.Parts.TryGetValue(view.Name, out var part))
            Catalog = (Catalog with { Parts = Catalog.Parts.Remove(view.Name) }).With(part with { View = name });
        foreach (var policy in GetPolicies("MaterializedView", view.Name))
        {
            Remove(policy);
            Put(policy with { EntityName = name });
        }
        return renamed;
    }

    public void Put(MappingDefinition mapping)
    {
        CatalogStore.Put(Connection, Key(mapping), mapping);
        Catalog = Catalog.With(mapping);
    }

    public void Remove(MappingDefinition mapping)
    {
        CatalogStore.Remove<MappingDefinition>(Connection, Key(mapping));
        Catalog = Catalog with { Mappings = Catalog.Mappings.Remove(mapping) };
    }

    public void Put(PolicyDefinition policy)
    {
        CatalogStore.Put(Connection, Key(policy), policy);
        Catalog = Catalog.With(policy);
    }

    public void Remove(PolicyDefinition policy)
    {
        CatalogStore.Remove<PolicyDefinition>(Connection, Key(policy));
        Catalog = Catalog with { Policies = Catalog.Policies.Remove(policy) };
    }

    private void CreateStorage(TableDefinition table) => Connection.Execute(
        $"CREATE TABLE {table.PhysicalName} ({string.Join(", ", table.Columns.OrderBy(column => column.Ordinal).Select(Declare))})");

    private TableDefinition AddColumn(TableDefinition table, Column column, int index)
    {
        var added = new ColumnDefinition(column.Name, column.Type, table.NextOrdinal);
        Connection.Execute($"ALTER TABLE {table.PhysicalName} ADD COLUMN {Declare(added)}");
        return Put(table with { Columns = table.Columns.Insert(index, added), NextOrdinal = table.NextOrdinal + 1 });
    }

    private ImmutableList<PolicyDefinition> GetPolicies(string entityKind, string entityName) =>
        Catalog.Policies.FindAll(policy => policy.EntityKind == entityKind && policy.EntityName == entityName);

    // A string is never null in Kusto. The column is not declared NOT NULL because DuckDB cannot add a column with a constraint.
    private static string Declare(ColumnDefinition column) =>
        $"{column.PhysicalName} {column.Type.DuckDbName()}{(column.Type == KustoType.String ? " DEFAULT ''" : "")}";

    // Names can contain any character except '\0'.
    private static string Key(MappingDefinition mapping) => string.Join('\0', mapping.Table, mapping.Kind, mapping.Name);

    private static string Key(PolicyDefinition policy) => string.Join('\0', policy.EntityKind, policy.EntityName, policy.PolicyName);
}
