using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>join</c> and <c>lookup</c>, which match rows with equal keys.</summary>
internal static class JoinBinding
{
    public static TabularNode Bind(TabularBinder binder, JoinOperator join, TabularNode left)
    {
        var context = binder.Context;
        var right = new TabularBinder(context, binder.Scope).BindPipeline(join.Right).Plan;
        if (right.Columns.Intersect(left.Columns).Any())
            right = new SharedTable("right", right).Read();
        var kind = Kind(context, join);
        var pairs = join.Conditions.SelectMany(condition => Pairs(context, join, condition, left, right)).ToList();
        var keys = pairs.ConvertAll(pair => new KeyPair(Widened(pair.Left, pair.Right), Widened(pair.Right, pair.Left)));
        if (kind is JoinKind.LeftSemi or JoinKind.LeftAnti)
            return new JoinNode(left, right, kind, keys, [.. PlanQueries.PassThrough(left.Columns)]);
        if (kind is JoinKind.RightSemi or JoinKind.RightAnti)
            return new JoinNode(left, right, kind, keys, [.. PlanQueries.PassThrough(right.Columns)]);

        var names = new ColumnNames();
        var assignments = new List<Assignment>();
        foreach (var column in left.Columns)
            assignments.Add(Padded(names, column, kind is JoinKind.RightOuter or JoinKind.FullOuter));
        foreach (var column in right.Columns.Where(column => !join.IsLookup || pairs.TrueForAll(pair => pair.Right != column)))
            assignments.Add(Padded(names, column, kind is JoinKind.LeftOuter or JoinKind.FullOuter));
        return new JoinNode(left, right, kind, keys, assignments);
    }

    private static JoinKind Kind(BindingContext context, JoinOperator join)
    {
        var kind = join.Kind switch
        {
            "innerunique" => JoinKind.InnerUnique,
            "inner" => JoinKind.Inner,
            "leftouter" => JoinKind.LeftOuter,
            "rightouter" => JoinKind.RightOuter,
            "fullouter" => JoinKind.FullOuter,
            "leftsemi" => JoinKind.LeftSemi,
            "rightsemi" => JoinKind.RightSemi,
            "anti" or "leftanti" or "leftantisemi" => JoinKind.LeftAnti,
            "rightanti" or "rightantisemi" => JoinKind.RightAnti,
            _ => throw context.Semantic(join, "SEM0100", $"'{join.Kind}' is not a kind of join."),
        };
        return join.IsLookup && kind is not (JoinKind.LeftOuter or JoinKind.Inner)
            ? throw context.Semantic(join, "SEM0100", $"'{join.Kind}' is not a kind of lookup. Use leftouter or inner.")
            : kind;
    }

    /// <summary>Replaces null strings with empty strings in the rows of an outer join that have no match.</summary>
    private static Assignment Padded(ColumnNames names, PlanColumn column, bool mayBeMissing) => new(
        new PlanColumn(names.Next(column.Name), column.Type),
        mayBeMissing && column.Type == KustoType.String ? Overloads.Call("$or_empty", new ColumnNode(column)) : new ColumnNode(column));

    private static ScalarNode Widened(PlanColumn column, PlanColumn other) =>
        column.Type == KustoType.Int && other.Type == KustoType.Long ? Overloads.Convert(new ColumnNode(column), KustoType.Long)
            : new ColumnNode(column);

    private static IEnumerable<(PlanColumn Left, PlanColumn Right)> Pairs(BindingContext context, JoinOperator join, Expression condition,
        TabularNode left, TabularNode right)
    {
        switch (condition)
        {
            case BinaryExpression { Operator: "and" } both:
                return Pairs(context, join, both.Left, left, right).Concat(Pairs(context, join, both.Right, left, right));
            case NameReference name:
                return [Pair(context, join, Column(context, name, left, name.Name), Column(context, name, right, name.Name))];
            case BinaryExpression { Operator: "==", Left: MemberExpression first, Right: MemberExpression second }
                when (first.Target, second.Target) is (NameReference { Name: "$left" or "$right" } a,
                    NameReference { Name: "$left" or "$right" } b) && a.Name != b.Name:
                var (onLeft, onRight) = a.Name == "$left" ? (first, second) : (second, first);
                return [Pair(context, join, Column(context, onLeft, left, onLeft.Name), Column(context, onRight, right, onRight.Name))];
            default:
                throw context.Semantic(condition, "SEM0100", "join: only column names and $left.a == $right.b can follow 'on'.");
        }
    }

    private static PlanColumn Column(BindingContext context, Node at, TabularNode table, string name) =>
        table.Columns.FirstOrDefault(column => column.Name == name) ?? throw context.UnknownColumn(at, name, table.Columns);

    private static (PlanColumn Left, PlanColumn Right) Pair(BindingContext context, Node at, PlanColumn left, PlanColumn right)
    {
        if (left.Type == KustoType.Dynamic || right.Type == KustoType.Dynamic)
            throw context.Semantic(at, "SEM0100", "join: a key must not be dynamic. Cast it to another type.");
        return left.Type == right.Type || (left.Type is KustoType.Int or KustoType.Long && right.Type is KustoType.Int or KustoType.Long)
            ? (left, right)
            : throw context.Semantic(at, "SEM0100",
                $"join key '{left.Name}' ({left.Type.CslName()}) does not match '{right.Name}' ({right.Type.CslName()}).");
    }
}
