using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Reads a member of a dynamic value directly as the type to which the member is converted. Without this rule, the member is extracted
/// twice, to replace a JSON null with a Kusto null. These conversions do not need the replacement, because they treat both nulls in the
/// same way.
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

    /// <summary>Returns the direct read for a conversion of a member, or <c>null</c> for any other expression.</summary>
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
