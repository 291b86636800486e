using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Replaces calls whose result is known before a row is read. The values of query parameters are known, so that a stored function's
/// branches for absent arguments are removed. The rule of each function is in its entry in the table.
/// </summary>
internal static class ConstantFolding
{
    /// <summary>An expression whose parts are folded already.</summary>
    public static ScalarNode Fold(ScalarNode node) => node is CallNode { Function.Fold: { } fold } call
        ? (ParameterReads.From(call) is { } reads ? reads.Fold(call) : fold(call)) ?? node
        : node;
}
