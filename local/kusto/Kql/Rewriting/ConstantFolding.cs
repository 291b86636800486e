using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Rewriting;

/// <summary>
/// Replaces each call with its result if the result does not depend on a row. The values of query parameters are known, so the branches of
/// a stored function that handle missing arguments are removed. The function table contains the folding rule of each function.
/// </summary>
internal static class ConstantFolding
{
    /// <summary>Folds an expression. Its operands must already be folded.</summary>
    public static ScalarNode Fold(ScalarNode node) => node is CallNode { Function.Fold: { } fold } call
        ? (ParameterReads.From(call) is { } reads ? reads.Fold(call) : fold(call)) ?? node
        : node;
}
