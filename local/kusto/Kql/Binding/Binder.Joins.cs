using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

internal sealed partial class Binder
{
    private Relation Join(JoinOperator join, Relation input)
    {
        var kind = join.Kind switch
        {
            "anti" or "leftantisemi" => "leftanti",
            "rightantisemi" => "rightanti",
            var name => name,
        };
        var left = input.Wrap();
        var right = BindPipeline(join.Right).Wrap();
        var keys = join.Conditions.SelectMany(condition => Keys(join, condition, left, right)).ToList();
        var condition = string.Join(" AND ", keys.Select(pair => Match(pair.Left, pair.Right)));

        switch (kind)
        {
            case "leftsemi":
                return left.Where($"EXISTS (SELECT 1 FROM {right.Source} WHERE {condition})");
            case "leftanti":
                return left.Where($"NOT EXISTS (SELECT 1 FROM {right.Source} WHERE {condition})");
            case "rightsemi":
                return right.Where($"EXISTS (SELECT 1 FROM {left.Source} WHERE {condition})");
            case "rightanti":
                return right.Where($"NOT EXISTS (SELECT 1 FROM {left.Source} WHERE {condition})");
            case "innerunique":
                // One row of the left for each key, whichever it is.
                var unique = $"(SELECT * FROM {left.Source} QUALIFY row_number() OVER (PARTITION BY {string.Join(", ", keys.Select(pair => pair.Left.Sql))}) = 1)";
                return Joined(join, left, right, keys, $"{unique} AS {left.Source[(left.Source.LastIndexOf(' ') + 1)..]}", "JOIN", condition);
            case "inner":
                return Joined(join, left, right, keys, left.Source, "JOIN", condition);
            case "leftouter":
                return Joined(join, left, right, keys, left.Source, "LEFT JOIN", condition);
            case "rightouter":
                return Joined(join, left, right, keys, left.Source, "RIGHT JOIN", condition);
            case "fullouter":
                return Joined(join, left, right, keys, left.Source, "FULL JOIN", condition);
            default:
                throw Semantic(join, "SEM0100", $"'{join.Kind}' is no kind of join.");
        }
    }

    private Relation Joined(
        JoinOperator join,
        Relation left,
        Relation right,
        List<(BoundColumn Left, BoundColumn Right)> keys,
        string source,
        string verb,
        string condition)
    {
        var names = new NameSource();
        var columns = new List<BoundColumn>();
        foreach (var column in left.Columns)
            columns.Add(Padded(column, verb is "RIGHT JOIN" or "FULL JOIN") with { Name = names.Of(column.Name) });
        foreach (var column in right.Columns)
        {
            if (!join.IsLookup || keys.TrueForAll(pair => pair.Right != column))
                columns.Add(Padded(column, verb is "LEFT JOIN" or "FULL JOIN") with { Name = names.Of(column.Name) });
        }

        return new Relation(_aliases, $"{source} {verb} {right.Source} ON {condition}", columns);
    }

    /// <summary>A string is never null, not even where an outer join found no partner.</summary>
    private static BoundColumn Padded(BoundColumn column, bool mayBeMissing) =>
        mayBeMissing && column.Type == KustoType.String ? column with { Sql = $"coalesce({column.Sql}, '')", IsSimple = false } : column;

    /// <summary>Null keys match null keys; strings are never null, so that a plain equality does.</summary>
    private static string Match(BoundColumn left, BoundColumn right) =>
        left.Type == KustoType.String ? $"{left.Sql} = {right.Sql}" : $"{left.Sql} IS NOT DISTINCT FROM {right.Sql}";

    private IEnumerable<(BoundColumn Left, BoundColumn Right)> Keys(JoinOperator join, Expression condition, Relation left, Relation right)
    {
        switch (condition)
        {
            case BinaryExpression { Operator: "and" } both:
                return Keys(join, both.Left, left, right).Concat(Keys(join, both.Right, left, right));
            case NameExpression name:
                return [Pair(join, Column(name.Name, left, join), Column(name.Name, right, join))];
            case BinaryExpression { Operator: "==", Left: MemberExpression first, Right: MemberExpression second }
                when (first.Target, second.Target) is (NameExpression { Name: "$left" or "$right" } a, NameExpression { Name: "$left" or "$right" } b) && a.Name != b.Name:
                var (onLeft, onRight) = a.Name == "$left" ? (first, second) : (second, first);
                return [Pair(join, Column(onLeft.Name, left, join), Column(onRight.Name, right, join))];
            default:
                throw Semantic(condition, "SEM0100", "join: only column names and $left.a == $right.b can stand behind 'on'.");
        }
    }

    private (BoundColumn Left, BoundColumn Right) Pair(Node at, BoundColumn left, BoundColumn right) =>
        left.Type == KustoType.Dynamic || right.Type == KustoType.Dynamic
            ? throw Semantic(at, "SEM0100", "join key 'dynamic': cast it first.")
            : left.Type == right.Type || (left.Type is KustoType.Int or KustoType.Long && right.Type is KustoType.Int or KustoType.Long)
                ? (left, right)
                : throw Semantic(at, "SEM0100", $"join key '{left.Name}' ({KustoNames.Of(left.Type)}) does not match '{right.Name}' ({KustoNames.Of(right.Type)}).");

    private BoundColumn Column(string name, Relation relation, Node at) =>
        relation.Columns.FirstOrDefault(column => column.Name == name) ?? throw Semantic(at, "SEM0100", $"Failed to resolve column named '{name}'");
}
