using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Plan;

/// <summary>A column of a plan. Its identity, not its name, shows which one is meant: two columns may have the same name.</summary>
internal sealed class PlanColumn(string name, KustoType type)
{
    public string Name { get; } = name;

    public KustoType Type { get; } = type;

    /// <summary>The same name and type as another column, which a reader of the same table needs for itself.</summary>
    public PlanColumn Renew() => new(Name, Type);

    public override string ToString() => $"{Name}:{Type.CslName()}";
}
