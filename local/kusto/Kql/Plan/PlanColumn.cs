using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Plan;

/// <summary>A column of a plan. Columns are compared by reference, because two columns can have the same name.</summary>
internal sealed class PlanColumn(string name, KustoType type)
{
    public string Name { get; } = name;

    public KustoType Type { get; } = type;

    /// <summary>Creates another column with the same name and type, for another reader of the same table.</summary>
    public PlanColumn Renew() => new(Name, Type);

    public override string ToString() => $"{Name}:{Type.CslName()}";
}
