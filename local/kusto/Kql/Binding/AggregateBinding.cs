using System.Globalization;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Binds aggregation functions that return one value. <see cref="Operators.SummarizeBinding"/> binds functions that return several columns.
/// </summary>
internal static class AggregateBinding
{
    public static bool IsAggregate(string name) =>
        FunctionTable.FindAggregate(name).Count > 0 || PercentileBinding.IsPercentile(name) || PickBinding.IsPick(name)
            || UnsupportedNames.IsAggregate(name);

    /// <param name="context">The state of the request.</param>
    /// <param name="call">The call to the aggregation function.</param>
    /// <param name="row">The binder for the arguments, which can use the columns of the group's rows.</param>
    public static ScalarNode Bind(BindingContext context, CallExpression call, ScalarBinder row)
    {
        if (UnsupportedNames.IsAggregate(call.Name))
            throw context.Unsupported(call, $"The aggregation function '{call.Name}'");
        if (PickBinding.IsPick(call.Name))
            return PickBinding.BindSingle(context, call, row);
        if (PercentileBinding.IsPercentile(call.Name))
            return PercentileBinding.Bind(context, call, row) is [var one] ? one.Value
                : throw context.Semantic(call, "SEM0100", $"{call.Name}() returns several columns and cannot be part of an expression.");

        var arguments = row.Positional(call).Select(row.Bind).ToList();
        var overloads = FunctionTable.FindAggregate(call.Name);
        var isConditional = overloads[0].ConditionalName == call.Name;
        ScalarNode? predicate = null;
        if (call.Name == "count" && arguments.Count == 1)
        {
            arguments.Clear();
        }
        else if (isConditional)
        {
            var at = overloads[0].ArgumentsBeforeCondition;
            if (arguments.Count <= at)
                throw context.WrongCount(call, call.Name);
            predicate = arguments[at].Type == KustoType.Bool
                ? arguments[at]
                : throw context.Semantic(call, "SEM0100",
                    $"{call.Name}(): the predicate must be a bool, not a {arguments[at].Type.CslName()}.");
            arguments.RemoveAt(at);
        }

        var function = overloads.FirstOrDefault(function => function.Signature.Accepts(arguments))
            ?? throw Rejected(context, call, overloads, arguments);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (function.Signature.Parameter(i).IsConstant && arguments[i] is not ConstantNode)
                throw context.Semantic(call, "SEM0100",
                    $"{call.Name}(): the argument '{function.Signature.Parameter(i).Name}' must be a constant.");
        }

        return Build(function, arguments, predicate);
    }

    /// <summary>Creates a call that is not in the query text.</summary>
    public static ScalarNode Call(string name, IReadOnlyList<ScalarNode> arguments) =>
        Build(FunctionTable.FindAggregate(name).First(function => function.Signature.Accepts(arguments)), arguments, null);

    private static AggregateNode Build(AggregateFunction function, IReadOnlyList<ScalarNode> arguments, ScalarNode? predicate)
    {
        ScalarNode[] converted = [.. arguments.Select((argument, i) =>
            function.Signature.Parameter(i).Type.Target is { } target ? Overloads.Convert(argument, target)
            : i == 0 && IsCollection(function)
                && argument.Type is not (KustoType.Bool or KustoType.Int or KustoType.Long or KustoType.String)
                    ? Overloads.Convert(argument, KustoType.Dynamic)
            : argument)];
        return new AggregateNode(function, converted, predicate, function.Signature.ResultType(arguments)!.Value);
    }

    /// <summary>Returns <c>true</c> if the aggregation function collects values in an array or a bag.</summary>
    private static bool IsCollection(AggregateFunction function) => function.Signature.Result == "dynamic";

    private static KqlException Rejected(BindingContext context, CallExpression call, IReadOnlyList<AggregateFunction> overloads,
        List<ScalarNode> arguments) =>
        overloads.All(function => arguments.Count < function.Signature.MinArguments || arguments.Count > function.Signature.MaxArguments)
            ? context.WrongCount(call, call.Name)
            : context.Semantic(call, "SEM0100",
                $"{call.Name}() does not accept arguments of the types "
                + $"({string.Join(", ", arguments.Select(argument => argument.Type.CslName()))}).");

    /// <summary>Returns the default column name for an aggregate: the function's prefix and the name of the first argument.</summary>
    public static string? DefaultName(CallExpression call)
    {
        if (PercentileBinding.IsPercentile(call.Name))
            return PercentileBinding.DefaultName(call);
        var argument = call.Arguments.Count > 0 ? ColumnNames.Default(call.Arguments[0].Value) : null;
        if (PickBinding.IsPick(call.Name))
            return argument;
        var function = FunctionTable.FindAggregate(call.Name)[0];
        if (function.Prefix is null)
            return argument;
        if (call.Name == "count")
            return $"count_{argument}";
        var prefix = function.ConditionalName == call.Name && function.Signature.Result != "dynamic" ? call.Name : function.Prefix;
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}_{(function.Prefix == "count" ? null : argument)}");
    }
}
