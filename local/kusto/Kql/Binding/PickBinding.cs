using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds arg_max(), arg_min(), take_any() and their variants, which return columns from one row of the group.</summary>
internal static class PickBinding
{
    public static readonly IReadOnlyList<string> Names =
        ["arg_max", "arg_min", "argmax", "argmin", "take_any", "any", "take_anyif", "anyif"];

    public static bool IsPick(string name) => Names.Contains(name);

    /// <summary>Binds take_any() inside an expression.</summary>
    public static ScalarNode BindSingle(BindingContext context, CallExpression call, ScalarBinder row) =>
        Bind(context, null, call, row, []) is [var one]
            ? one.Value
            : throw context.Semantic(call, "SEM0100", $"{call.Name}() returns several columns and cannot be part of an expression.");

    /// <param name="context">The state of the request.</param>
    /// <param name="name">The name of the first column, or <c>null</c> for the default name.</param>
    /// <param name="call">The call to the aggregation function.</param>
    /// <param name="row">The binder for the arguments, which can use the columns of the group's rows.</param>
    /// <param name="keys">The columns by which the rows are grouped. As an argument, * does not include these columns.</param>
    public static IReadOnlyList<(string? Name, ScalarNode Value)> Bind(
        BindingContext context, string? name, CallExpression call, ScalarBinder row, IReadOnlyCollection<string?> keys)
    {
        if (call.Name is "take_any" or "any" or "take_anyif" or "anyif")
            return BindAny(context, name, call, row, keys);
        if (call.Arguments.Count == 0)
            throw context.WrongCount(call, call.Name);
        var isMax = call.Name.EndsWith("max", StringComparison.Ordinal);
        var by = row.Bind(call.Arguments[0].Value);
        if (by.Type is KustoType.Dynamic or KustoType.Guid)
            throw context.Semantic(call, "SEM0100", $"{call.Name}(): a {by.Type.CslName()} has no order.");
        var pick = new Pick(context.NextPick(), by, isMax);
        var extreme = call.Arguments[0].Value is NameReference plain ? plain.Name : ColumnNames.Default(call.Arguments[0].Value)
            ?? (isMax ? "max_" : "min_");
        var columns = new List<(string? Name, ScalarNode Value)> { (name ?? extreme, new PickNode(pick, by)) };
        var taken = new HashSet<string?>(keys) { (call.Arguments[0].Value as NameReference)?.Name };
        foreach (var argument in call.Arguments.Skip(1))
            columns.AddRange(Returned(argument, row, taken).Select(column => (column.Name, (ScalarNode)new PickNode(pick, column.Value))));
        return columns;
    }

    /// <summary>
    /// Binds take_any(). For a single column, the result is any non-empty value. For several columns, the values are from the same row.
    /// </summary>
    private static List<(string? Name, ScalarNode Value)> BindAny(
        BindingContext context, string? name, CallExpression call, ScalarBinder row, IReadOnlyCollection<string?> keys)
    {
        if (call.Arguments.Count == 0)
            throw context.WrongCount(call, call.Name);
        if (call.Name is "take_anyif" or "anyif")
        {
            if (call.Arguments.Count != 2)
                throw context.WrongCount(call, call.Name);
            var predicate = row.BindPredicate(call.Arguments[1].Value, call.Name);
            var chosen = row.Bind(call.Arguments[0].Value);
            var only = Overloads.Call("iff", predicate, chosen, ConstantNode.Null(chosen.Type));
            return [(name ?? Prefixed(call, ColumnNames.Default(call.Arguments[0].Value)),
                new PickNode(new Pick(context.NextPick(), null, false), only))];
        }

        var isSingle = call.Arguments is [{ Value: not StarExpression }];
        var shared = new Pick(context.NextPick(), null, false);
        var columns = new List<(string? Name, ScalarNode Value)>();
        foreach (var argument in call.Arguments)
            columns.AddRange(Returned(argument, row, [.. keys])
                .Select(column => (Prefixed(call, column.Name), (ScalarNode)new PickNode(shared, column.Value))));
        if (name is not null && isSingle)
            columns[0] = (name, columns[0].Value);
        return columns;
    }

    private static string? Prefixed(CallExpression call, string? name) => call.Name is "any" or "anyif" ? $"{call.Name}_{name}" : name;

    private static IEnumerable<(string? Name, ScalarNode Value)> Returned(Argument argument, ScalarBinder row, HashSet<string?> taken)
    {
        if (argument.Value is StarExpression)
            return row.Row.Where(column => !taken.Contains(column.Name))
                .Select(column => ((string?)column.Name, (ScalarNode)new ColumnNode(column)));
        return [(argument.Name ?? ColumnNames.Default(argument.Value), row.Bind(argument.Value))];
    }
}
