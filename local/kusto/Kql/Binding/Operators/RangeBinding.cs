using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>
/// Binds <c>range column from a to b step s</c>. The values are timespans, datetimes with a timespan step, or numbers of the widest type
/// among a, b and s, with real instead of decimal.
/// </summary>
internal static class RangeBinding
{
    public static TabularNode Bind(TabularBinder binder, RangeExpression range)
    {
        var row = binder.OverNothing();
        var (from, to, step) = (row.Bind(range.From), row.Bind(range.To), row.Bind(range.Step));
        if (step is ConstantNode { Value: 0 or 0L or 0.0 } or ConstantNode { Value: TimeSpan { Ticks: 0 } })
            throw binder.Context.Semantic(range.Step, "SEM0100", "range: the step must not be 0.");
        if (TypeRules.Widest([from.Type, to.Type, step.Type]) is { } number)
        {
            var type = number == KustoType.Decimal ? KustoType.Real : number;
            return new RangeNode(new PlanColumn(range.Name, type), Overloads.Convert(from, type), Overloads.Convert(to, type),
                Overloads.Convert(step, type));
        }

        if (from.Type == to.Type && from.Type is KustoType.DateTime or KustoType.TimeSpan && step.Type == KustoType.TimeSpan)
            return new RangeNode(new PlanColumn(range.Name, from.Type), from, to, step);
        throw binder.Context.Semantic(
            range, "SEM0100",
                $"range: a step of the type {step.Type.CslName()} is not valid from a {from.Type.CslName()} to a {to.Type.CslName()}.");
    }
}
