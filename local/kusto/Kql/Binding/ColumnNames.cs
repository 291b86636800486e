using System.Globalization;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Generates unique names for result columns. A duplicate name gets a numeric suffix, and a column without a name is named ColumnN.
/// </summary>
internal sealed class ColumnNames(IEnumerable<string>? taken = null)
{
    private readonly HashSet<string> _taken = [.. taken ?? []];
    private int _nameless;

    public string Next(string? name)
    {
        var wanted = name ?? string.Create(CultureInfo.InvariantCulture, $"Column{++_nameless}");
        if (_taken.Add(wanted))
            return wanted;
        for (var i = 1; ; i++)
        {
            var numbered = string.Create(CultureInfo.InvariantCulture, $"{wanted}{i}");
            if (_taken.Add(numbered))
                return numbered;
        }
    }

    /// <summary>Returns the default column name for an expression, or <c>null</c> if the expression has no default name.</summary>
    public static string? Default(Expression expression) => expression switch
    {
        NameReference name => name.Name,
        MemberExpression member => $"{Default(member.Target)}_{member.Name}",
        IndexExpression { Index: LiteralExpression index } path =>
            $"{Default(path.Target)}_{Convert.ToString(index.Value, CultureInfo.InvariantCulture)}",
        CallExpression call => DefaultOfCall(call),
        _ => null,
    };

    /// <summary>
    /// Returns the default column name for an expression over an aggregate. The aggregate is found by following the first argument of each
    /// call.
    /// </summary>
    public static string? DefaultOfAggregate(Expression expression) => expression switch
    {
        CallExpression call when AggregateBinding.IsAggregate(call.Name) => AggregateBinding.DefaultName(call),
        CallExpression { Arguments: [var first, ..] } => DefaultOfAggregate(first.Value),
        BinaryExpression or UnaryExpression => null,
        _ => Default(expression),
    };

    private static string? DefaultOfCall(CallExpression call)
    {
        if (call.Name is "column_ifexists" or "columnifexists"
            && call.Arguments is [{ Value: LiteralExpression { Value: string column } }, ..])
            return column;
        if (call.Arguments is not [var first, ..])
            return null;
        var name = Default(first.Value);
        return FunctionTable.FindScalar(call.Name) is [var function, ..]
            ? function.Naming switch
            {
                ColumnNaming.FirstArgument => name,
                ColumnNaming.Prefixed => $"{function.Prefix ?? call.Name}_{name}",
                _ => null,
            }
            : null;
    }
}
