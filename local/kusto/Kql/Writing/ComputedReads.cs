using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>
/// Determines whether a SELECT can contain the expressions of the inner query's computed columns instead of reading these columns.
/// </summary>
internal sealed class ComputedReads
{
    /// <summary>Functions whose SQL depends on the call and contains each argument once.</summary>
    private static readonly HashSet<string> WritingOnce = ["and", "or", "case", "coalesce"];

    /// <summary>
    /// Functions whose arguments are computed only for some rows. DuckDB does not eliminate common subexpressions in such functions
    /// (src/optimizer/cse_optimizer.cpp), so an expression that occurs twice is computed twice.
    /// </summary>
    private static readonly HashSet<string> Conditional = ["and", "or", "iff", "case"];

    private readonly SelectQuery _query;
    private readonly HashSet<PlanColumn> _conditional = [];
    private readonly Dictionary<PlanColumn, int> _counts = [];
    private bool _isRepeatable = true;

    private ComputedReads(SelectQuery query) => _query = query;

    /// <summary>
    /// Returns <c>true</c> if the values can be computed directly from the source of the query, and the SQL then repeats at most
    /// <paramref name="maxLength"/> characters.
    /// </summary>
    public static bool CanRepeat(SelectQuery query, IEnumerable<ScalarNode> values, int maxLength)
    {
        var reads = new ComputedReads(query);
        foreach (var value in values)
            reads.Read(value, isConditional: false);
        return reads._isRepeatable && reads._counts.Sum(read => query[read.Key].Sql.Length * (read.Value - 1)) <= maxLength
            && reads._counts.All(read => read.Value == 1 || query[read.Key].IsCheap || !reads._conditional.Contains(read.Key));
    }

    /// <summary>
    /// Returns <c>true</c> if the expression consists only of constants, cheap columns, operators and conditional functions, none of which
    /// is implemented in C#.
    /// </summary>
    public static bool IsCheap(ScalarNode node, SelectQuery input)
    {
        PlanDepth.Guard();
        return node switch
        {
            ColumnNode column => input.Columns.Any(candidate => ReferenceEquals(candidate.Column, column.Column) && candidate.IsCheap),
            CallNode call => call.Function.Native is null && (OperatorFunctions.All.Contains(call.Function)
                || ConditionalFunctions.All.Contains(call.Function)) && call.Arguments.All(argument => IsCheap(argument, input)),
            _ => node is ConstantNode,
        };
    }

    private void Read(ScalarNode node, bool isConditional, bool isOnce = true)
    {
        PlanDepth.Guard();
        if (node is ColumnNode column)
            Read(column.Column, isConditional, isOnce);
        var call = node as CallNode;
        foreach (var child in node.Children)
        {
            Read(child, isConditional || (call is not null && Conditional.Contains(call.Function.Name)),
                isOnce && call is not null && WritesOnce(call.Function));
        }
    }

    private void Read(PlanColumn column, bool isConditional, bool isOnce)
    {
        // A column that is not found comes from a subquery in the expression.
        var read = _query.Columns.FirstOrDefault(candidate => ReferenceEquals(candidate.Column, column));
        if (read.Column is null || read.IsSimple)
            return;
        _isRepeatable &= read.IsRepeatable && isOnce;
        _counts[column] = _counts.GetValueOrDefault(column) + 1;
        if (isConditional)
            _conditional.Add(column);
    }

    private static bool WritesOnce(ScalarFunction function) => function.Native is not null || (function.Sql is not null
        ? WritingOnce.Contains(function.Name)
        : Enumerable.Range(0, function.Signature.Parameters.Count).All(i => function.Template!.Split($"{{{i}}}").Length <= 2));
}
