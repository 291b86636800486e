using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Rewriting;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Finds the first overload of a function that accepts the arguments, in the order of the function table, and converts the arguments to the
/// parameter types.
/// </summary>
internal static class Overloads
{
    /// <exception cref="KqlException">No overload accepts the types or the number of the arguments.</exception>
    public static ScalarNode Call(BindingContext context, Node at, string name, IReadOnlyList<ScalarNode> arguments)
    {
        var overloads = FunctionTable.FindScalar(name);
        foreach (var function in overloads)
        {
            if (function.Signature.Accepts(arguments))
                return Call(context, at, function, arguments);
        }

        if (overloads.All(function => arguments.Count < function.Signature.MinArguments
            || arguments.Count > function.Signature.MaxArguments))
            throw context.WrongCount(at, name);
        throw context.Semantic(
            at, "SEM0100",
                $"{name}() does not accept arguments of the types "
                + $"({string.Join(", ", arguments.Select(argument => argument.Type.CslName()))}).");
    }

    /// <summary>Creates a call that is not in the query text. The function must accept the arguments.</summary>
    public static ScalarNode Call(string name, params IReadOnlyList<ScalarNode> arguments)
    {
        var function = FunctionTable.FindScalar(name).First(function => function.Signature.Accepts(arguments));
        return ConstantFolding.Fold(Build(function,
            [.. arguments.Select((argument, i) => ToTarget(argument, function.Signature.Parameter(i)))])!);
    }

    /// <summary>Converts the value to another type, according to the rules of the to…() functions.</summary>
    public static ScalarNode Convert(ScalarNode value, KustoType type)
    {
        if (value.Type == type)
            return value;
        if (value is ConstantNode { Parameter: null } constant && Constants.Convert(constant, type) is { } converted)
            return converted;
        return Call(type == KustoType.Dynamic ? "$to_dynamic" : "to" + type.CslName(), value);
    }

    private static ScalarNode Call(BindingContext context, Node at, ScalarFunction function, IReadOnlyList<ScalarNode> supplied)
    {
        var signature = function.Signature;
        var arguments = new List<ScalarNode>(supplied);
        for (var i = supplied.Count; i < signature.Parameters.Count && !signature.IsRepeated; i++)
            arguments.Add(Constants.Parse(signature.Parameters[i].Default!));
        for (var i = 0; i < arguments.Count; i++)
        {
            var parameter = signature.Parameter(i);
            arguments[i] = ToTarget(arguments[i], parameter);
            if (parameter.IsConstant && arguments[i] is not (ConstantNode or TypeNode))
                throw context.Semantic(at, "SEM0100", $"{function.Name}(): the argument '{parameter.Name}' must be a constant.");
        }

        ArgumentChecks.Check(context, at, function.Name, arguments);
        return Build(function, arguments)
            ?? throw context.Semantic(at, "SEM0525",
                $"{function.Name}(): the arguments have no common type "
                + $"({string.Join(", ", arguments.Select(argument => argument.Type.CslName()))}).");
    }

    /// <returns>The call, or <c>null</c> if the arguments have no common type.</returns>
    private static CallNode? Build(ScalarFunction function, IReadOnlyList<ScalarNode> arguments)
    {
        if (function.Signature.ResultType(arguments) is not { } type)
            return null;
        if (function.Signature.Result is "common" or "widest")
        {
            arguments = [.. arguments.Select((argument, i) =>
                function.Signature.Result == "common" && !function.Signature.IsChoice(i, arguments.Count) ? argument
                    : Convert(argument, type))];
        }
        else if (function.Signature.Result == "promoted")
        {
            arguments = [.. arguments.Select(argument => argument.Type == KustoType.Int ? Convert(argument, KustoType.Long) : argument)];
        }

        return new CallNode(function, arguments, type);
    }

    private static ScalarNode ToTarget(ScalarNode argument, FunctionParameter parameter) =>
        parameter.Type.Target is { } target && argument is not TypeNode ? Convert(argument, target) : argument;
}
