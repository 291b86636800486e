using System.Collections.Immutable;
using System.Text.Json;
using LocalKusto.Kql.Schema;

namespace LocalKusto.Catalog;

/// <summary>The schema of the database. The catalog is immutable, so each change creates a new instance.</summary>
internal sealed record KustoCatalog(string DatabaseName) : IKqlCatalog
{
    public const string StreamingIngestionPolicy = "streamingingestion";

    public ImmutableSortedDictionary<string, TableDefinition> Tables { get; init; } = Empty<TableDefinition>();

    public ImmutableSortedDictionary<string, FunctionDefinition> Functions { get; init; } = Empty<FunctionDefinition>();

    public ImmutableSortedDictionary<string, MaterializedViewDefinition> MaterializedViews { get; init; } =
        Empty<MaterializedViewDefinition>();

    /// <summary>The materialized parts, by view name.</summary>
    public ImmutableSortedDictionary<string, MaterializedPartDefinition> Parts { get; init; } = Empty<MaterializedPartDefinition>();

    public ImmutableList<MappingDefinition> Mappings { get; init; } = [];

    public ImmutableList<PolicyDefinition> Policies { get; init; } = [];

    public TableSymbol? FindTable(string name) => Tables.GetValueOrDefault(name)?.ToSymbol();

    public MaterializedViewSymbol? FindMaterializedView(string name) =>
        MaterializedViews.GetValueOrDefault(name) is { } view
            ? new MaterializedViewSymbol(view.Name, view.Query, Parts.GetValueOrDefault(name)?.ToSymbol())
            : null;

    public FunctionSymbol? FindFunction(string name) =>
        Functions.GetValueOrDefault(name) is { } function ? new FunctionSymbol(function.Name, function.Parameters, function.Body) : null;

    public IEnumerable<string> TableNames => Tables.Keys.Concat(MaterializedViews.Keys);

    public IEnumerable<string> FunctionNames => Functions.Keys;

    public object? Schema => (Tables, Functions, MaterializedViews);

    public bool IsThisDatabase(string name) => string.Equals(name, DatabaseName, StringComparison.OrdinalIgnoreCase);

    public MappingDefinition? FindMapping(string table, string kind, string name) =>
        Mappings.Find(mapping => mapping.Table == table && mapping.Name == name
            && string.Equals(mapping.Kind, kind, StringComparison.OrdinalIgnoreCase));

    public PolicyDefinition? FindPolicy(string entityKind, string entityName, string policyName) =>
        Policies.Find(policy => policy.EntityKind == entityKind && policy.EntityName == entityName && policy.PolicyName == policyName);

    /// <summary>
    /// Returns <c>true</c> if streaming ingestion is enabled by the table's policy, or by the database's policy if the table has no policy.
    /// </summary>
    public bool IsStreamingIngestionEnabled(string table)
    {
        var policy = FindPolicy("Table", table, StreamingIngestionPolicy) ?? FindPolicy("Database", "", StreamingIngestionPolicy);
        if (policy is null)
            return false;
        using var json = JsonDocument.Parse(policy.Policy);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("IsEnabled", out var enabled)
            && enabled.ValueKind == JsonValueKind.True;
    }

    public KustoCatalog With(TableDefinition table) => this with { Tables = Tables.SetItem(table.Name, table) };

    public KustoCatalog With(FunctionDefinition function) => this with { Functions = Functions.SetItem(function.Name, function) };

    public KustoCatalog With(MaterializedViewDefinition view) =>
        this with { MaterializedViews = MaterializedViews.SetItem(view.Name, view) };

    public KustoCatalog With(MaterializedPartDefinition part) => this with { Parts = Parts.SetItem(part.View, part) };

    /// <summary>
    /// Returns a catalog in which the views of these tables are marked as having new source rows. The tables are specified by their
    /// physical names.
    /// </summary>
    public KustoCatalog WithDelta(IEnumerable<string> tables)
    {
        var behind = Parts.Values.Where(part => !part.HasDelta && tables.Contains(part.Source)).ToList();
        return behind.Count == 0 ? this
            : this with { Parts = Parts.SetItems(behind.Select(part => KeyValuePair.Create(part.View, part with { HasDelta = true }))) };
    }

    /// <summary>
    /// Returns a catalog in which these parts are marked as including all source rows. Parts that have been replaced in this catalog are
    /// ignored.
    /// </summary>
    public KustoCatalog WithoutDelta(IEnumerable<MaterializedPartDefinition> parts) => this with
    {
        Parts = Parts.SetItems(parts
            .Where(part => Parts.GetValueOrDefault(part.View)?.PhysicalName == part.PhysicalName)
            .Select(part => KeyValuePair.Create(part.View, Parts[part.View] with { HasDelta = false }))),
    };

    /// <summary>Returns the catalog for a query that does not need the newest rows.</summary>
    public KustoCatalog WithoutDelta() => Parts.Values.Any(part => part.HasDelta) ? WithoutDelta(Parts.Values) : this;

    /// <summary>Whether any of these views has source rows that its materialized part does not include.</summary>
    public bool HasDelta(IEnumerable<string> views) => views.Any(view => Parts.TryGetValue(view, out var part) && part.HasDelta);

    public KustoCatalog With(MappingDefinition mapping) => this with
    {
        Mappings = Mappings
            .RemoveAll(other => other.Table == mapping.Table && other.Kind == mapping.Kind && other.Name == mapping.Name)
            .Add(mapping),
    };

    public KustoCatalog With(PolicyDefinition policy) => this with
    {
        Policies = Policies
            .RemoveAll(other => other.EntityKind == policy.EntityKind && other.EntityName == policy.EntityName
                && other.PolicyName == policy.PolicyName)
            .Add(policy),
    };

    private static ImmutableSortedDictionary<string, T> Empty<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
