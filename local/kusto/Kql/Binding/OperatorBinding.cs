using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds operators. The operands are converted to a common type before the function is looked up.</summary>
internal static class OperatorBinding
{
    public static ScalarNode Bind(BindingContext context, BinaryExpression at, ScalarNode left, ScalarNode right)
    {
        var name = at.Operator;
        switch (name)
        {
            case "==" or "!=" or "<" or "<=" or ">" or ">=":
                return Compare(context, at, name, left, right);
            case "+" or "-" or "*" or "/" or "%":
                return Compute(context, at, name, left, right);
        }

        var isNegated = name[0] == '!';
        var positive = name is "!~" ? "=~" : name.TrimStart('!');
        if (left.Type is not (KustoType.String or KustoType.Dynamic) || right.Type is not (KustoType.String or KustoType.Dynamic))
            throw context.Semantic(at, "SEM0709",
                $"The operator '{name}' is not defined for {left.Type.CslName()} and {right.Type.CslName()}.");
        var test = Overloads.Call(context, at, positive,
            [Overloads.Convert(left, KustoType.String), Overloads.Convert(right, KustoType.String)]);
        return isNegated ? Overloads.Call("not", test) : test;
    }

    public static ScalarNode Negate(BindingContext context, Node at, ScalarNode operand) => operand.Type switch
    {
        KustoType.Decimal => Overloads.Call("$decimal_negate", operand),
        KustoType.Dynamic => Overloads.Call("$dynamic_negate", operand),
        KustoType.Int or KustoType.Long or KustoType.Real or KustoType.TimeSpan => Overloads.Call("-", operand),
        var type => throw context.Semantic(at, "SEM0064", $"The operator '-' is not defined for {type.CslName()}."),
    };

    public static ScalarNode Between(BindingContext context, BetweenExpression at, ScalarNode value, ScalarNode low, ScalarNode high)
    {
        if (low.Type == KustoType.DateTime && high.Type == KustoType.TimeSpan)
            high = Overloads.Call("+", low, high);
        if (value.Type is KustoType.String or KustoType.Dynamic or KustoType.Guid or KustoType.Bool)
            throw context.Semantic(at, "SEM0208", $"'between' is not defined for {value.Type.CslName()}.");
        if (TypeRules.Widest([value.Type, low.Type, high.Type]) is { } widest)
            (value, low, high) = (Overloads.Convert(value, widest), Overloads.Convert(low, widest), Overloads.Convert(high, widest));
        else if (value.Type != low.Type || value.Type != high.Type)
            throw context.Semantic(at, "SEM0208",
                $"'between' is not defined for {value.Type.CslName()} with {low.Type.CslName()} and {high.Type.CslName()}.");
        var test = Overloads.Call("between", value, low, high);
        return at.IsNegated ? Overloads.Call("not", test) : test;
    }

    public static ScalarNode Compare(BindingContext context, Node at, string name, ScalarNode left, ScalarNode right)
    {
        var isEquality = name is "==" or "!=";
        if (Common(context, at, name, left, right) is { } common)
        {
            if (!isEquality && common.Left.Type is KustoType.String or KustoType.Dynamic or KustoType.Guid)
                throw Undefined(context, at, name, left, right);
            return Overloads.Call(name, common.Left, common.Right);
        }

        // Values of incompatible types are never equal.
        if (!isEquality)
            throw Undefined(context, at, name, left, right);
        return ConstantNode.From(name == "!=");
    }

    /// <summary>
    /// Converts two operands to a common type, or returns <c>null</c> if they have no common type. Numbers are widened, and a string
    /// literal is parsed as the other operand's type.
    /// </summary>
    public static (ScalarNode Left, ScalarNode Right)? Common(BindingContext context, Node at, string name, ScalarNode left,
        ScalarNode right)
    {
        if (left.Type == right.Type)
        {
            return left.Type == KustoType.Dynamic
                ? throw context.Semantic(at, "SEM0001", "Two dynamic values cannot be compared. Cast one of them to another type.")
                : (left, right);
        }

        if (left.Type == KustoType.Dynamic)
            return FromDynamic(context, at, name, left, right) is { } converted ? (converted.Dynamic, converted.Other) : null;
        if (right.Type == KustoType.Dynamic)
            return FromDynamic(context, at, name, right, left) is { } converted ? (converted.Other, converted.Dynamic) : null;
        if (TypeRules.Widest([left.Type, right.Type]) is { } widest)
            return (Overloads.Convert(left, widest), Overloads.Convert(right, widest));
        if (left.Type == KustoType.Bool && TypeRules.IsNumber(right.Type)
            || (right.Type == KustoType.Bool && TypeRules.IsNumber(left.Type)))
        {
            var number = TypeRules.Widest([KustoType.Long, left.Type == KustoType.Bool ? right.Type : left.Type])!.Value;
            return (Overloads.Convert(left, number), Overloads.Convert(right, number));
        }

        if (right is ConstantNode { Value: string text } && Literals.TryParse(left.Type, text, out var value))
            return (left, new ConstantNode(left.Type, value));
        if (left is ConstantNode { Value: string other } && Literals.TryParse(right.Type, other, out value))
            return (new ConstantNode(right.Type, value), right);
        return null;
    }

    /// <summary>Converts a dynamic operand for a comparison with a value of another type.</summary>
    private static (ScalarNode Dynamic, ScalarNode Other)? FromDynamic(BindingContext context, Node at, string name, ScalarNode value,
        ScalarNode other) => other.Type switch
        {
            KustoType.String => (Overloads.Convert(value, KustoType.String), other),
            KustoType.Int or KustoType.Long when name is "==" or "!=" or "in" =>
                (Overloads.Call("$dynamic_long", value), Overloads.Convert(other, KustoType.Long)),
            KustoType.Int or KustoType.Long or KustoType.Real =>
                (Overloads.Call("$dynamic_real", value), Overloads.Convert(other, KustoType.Real)),
            KustoType.Decimal => (Overloads.Convert(value, KustoType.Decimal), other),
            KustoType.Bool when name is "==" or "!=" or "in" => (Overloads.Call("$dynamic_bool", value), other),
            KustoType.Guid => (Overloads.Convert(value, KustoType.Guid), other),
            _ => throw Undefined(context, at, name, value, other),
        };

    private static ScalarNode Compute(BindingContext context, Node at, string name, ScalarNode left, ScalarNode right)
    {
        if (left.Type == KustoType.Dynamic || right.Type == KustoType.Dynamic)
        {
            if (!IsDynamicOrNumber(left.Type) || !IsDynamicOrNumber(right.Type))
                throw Undefined(context, at, name, left, right);
            return Overloads.Call("$dynamic_" + Word(name), left, right);
        }

        if (TypeRules.Widest([left.Type, right.Type]) is { } widest)
        {
            var type = TypeRules.Promoted(widest);
            (left, right) = (Overloads.Convert(left, type), Overloads.Convert(right, type));
            return type == KustoType.Decimal ? Overloads.Call("$decimal_" + Word(name), left, right) : Overloads.Call(name, left, right);
        }

        if (FunctionTable.FindScalar(name).Any(function => function.Signature.Accepts([left, right]) && IsOfTimes(left.Type, right.Type)))
            return Overloads.Call(name, left, right);
        throw Undefined(context, at, name, left, right);
    }

    private static bool IsOfTimes(KustoType left, KustoType right) => left is KustoType.TimeSpan or KustoType.DateTime
        || right is KustoType.TimeSpan or KustoType.DateTime;

    private static bool IsDynamicOrNumber(KustoType type) => type == KustoType.Dynamic || TypeRules.IsNumber(type);

    private static string Word(string name) => name switch
    {
        "+" => "add",
        "-" => "subtract",
        "*" => "multiply",
        "/" => "divide",
        _ => "modulo",
    };

    private static KqlException Undefined(BindingContext context, Node at, string name, ScalarNode left, ScalarNode right) =>
        context.Semantic(at, "SEM0064", $"The operator '{name}' is not defined for {left.Type.CslName()} and {right.Type.CslName()}.");
}
