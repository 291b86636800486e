using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Reads a member of a dynamic value as the type to which it is converted. A dynamic result would be extracted twice, since a JSON null
/// must become a null; these conversions treat both the same.
/// </summary>
internal static class MemberReads
{
    private static readonly HashSet<string> Conversions =
        ["tolong", "toint", "toreal", "tobool", "todatetime", "totimespan", "$dynamic_long", "$dynamic_real", "$dynamic_bool"];

    public static TabularNode Apply(TabularNode node) => node.Scalars.Any(HasRead)
        ? node.With([.. node.Inputs], [.. node.Scalars.Select(Replace)]) : node;

    private static bool HasRead(ScalarNode node)
    {
        PlanDepth.Guard();
        return ReadOf(node) is not null || node.Children.Any(HasRead);
    }

    private static ScalarNode Replace(ScalarNode node)
    {
        PlanDepth.Guard();
        if (node.Children.Count > 0)
            node = node.WithChildren([.. node.Children.Select(Replace)]);
        return ReadOf(node) ?? node;
    }

    /// <summary>The shorter form of a conversion of a member; null for any other expression.</summary>
    private static CallNode? ReadOf(ScalarNode node)
    {
        if (node is not CallNode { Arguments: [CallNode { Function.Name: "$member" } member] } conversion
            || !DynamicFunctions.HasPath(member))
            return null;
        if (conversion.Function.Name == "tostring")
            return conversion with { Function = FunctionTable.FindScalar("$member_text")[0], Arguments = member.Arguments };
        return Conversions.Contains(conversion.Function.Name)
            ? conversion with { Arguments = [member with { Function = FunctionTable.FindScalar("$member_token")[0] }] } : null;
    }
}
