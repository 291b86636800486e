using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds <c>* has 'term'</c>, which is true if the string operator is true for any string or dynamic column.</summary>
internal static class AnyColumn
{
    private static readonly HashSet<string> Operators =
    [
        "has", "has_cs", "hasprefix", "hasprefix_cs", "hassuffix", "hassuffix_cs", "contains", "contains_cs", "startswith",
            "startswith_cs", "endswith", "endswith_cs",
        "matches regex", "==", "=~",
    ];

    public static ScalarNode Test(BindingContext context, BinaryExpression at, IReadOnlyList<PlanColumn> columns, ScalarNode text)
    {
        if (!Operators.Contains(at.Operator))
            throw context.Semantic(at, "SEM0100", $"The operator '{at.Operator}' cannot be applied to all columns.");
        return Test(columns, at.Operator, Overloads.Convert(text, KustoType.String));
    }

    /// <summary>Tests the string columns and the dynamic columns. Other columns are ignored.</summary>
    public static ScalarNode Test(IReadOnlyList<PlanColumn> columns, string name, ScalarNode text)
    {
        var tests = columns.Where(column => column.Type is KustoType.String or KustoType.Dynamic)
            .Select(column => Overloads.Call(name, Overloads.Convert(new ColumnNode(column), KustoType.String), text))
            .ToList();
        return tests.Count == 0 ? ConstantNode.False : tests.Count == 1 ? tests[0] : Overloads.Call("or", tests);
    }
}
