using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Binds array_sort_asc() and array_sort_desc(), which return a column for each array argument. The first array is sorted, and the other
/// arrays are reordered in the same way.
/// </summary>
internal static class ArraySorting
{
    public static bool IsSort(ScalarBinder row, Expression expression) =>
        expression is CallExpression { Name: "array_sort_asc" or "array_sort_desc", Arguments.Count: > 0 } call
        && row.Scope.FindFunction(call.Name) is null;

    /// <summary>Returns the sorted arrays with their column names.</summary>
    public static IReadOnlyList<(string? Name, ScalarNode Value)> Bind(ScalarBinder row, CallExpression call)
    {
        var arguments = row.Positional(call).Select(row.Bind).ToList();
        var arrays = arguments.TakeWhile(argument => argument.Type == KustoType.Dynamic).ToList();
        if (arrays.Count < 2)
            return [(Name(call, 0), Overloads.Call(row.Context, call, call.Name, arguments))];
        var nullsLast = arguments.Count == arrays.Count ? ConstantNode.True
            : arguments.Count == arrays.Count + 1 ? row.BindConstant(call.Arguments[^1].Value, $"{call.Name}(): the argument 'nulls_last'")
            : throw row.Context.WrongCount(call, call.Name);
        if (nullsLast.Type != KustoType.Bool)
            throw row.Context.Semantic(call, "SEM0100", $"{call.Name}() accepts arrays, followed by an optional bool.");
        var sorted = Overloads.Call("$arrays_sorted", Overloads.Call("pack_array", arrays),
            ConstantNode.From(call.Name == "array_sort_desc"), nullsLast);
        return [.. arrays.Select((_, i) => (Name(call, i), Overloads.Call("$element", sorted, ConstantNode.From(i))))];
    }

    private static string? Name(CallExpression call, int array) =>
        ColumnNames.Default(call.Arguments[array].Value) is { } name ? name + "_sorted" : null;
}
