using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds functions that read neighboring rows. Such functions require ordered rows.</summary>
internal static class WindowBinding
{
    public static ScalarNode Bind(ScalarBinder binder, CallExpression call, WindowFunction function)
    {
        var context = binder.Context;
        if (binder.Serialized is null || !Serialization.IsSerialized(binder.Serialized))
            throw context.Semantic(call, "SEM0231",
                $"The function '{call.Name}' requires ordered rows. Use a sort or serialize operator before it.");
        var arguments = binder.Positional(call).Select(binder.Bind).ToList();
        ScalarNode? absent = null;
        if (function.Name is "prev" or "next" && arguments.Count == 3)
        {
            absent = arguments[2];
            arguments.RemoveAt(2);
        }

        var signature = function.Signature;
        if (!signature.Accepts(arguments))
        {
            throw arguments.Count < signature.MinArguments || arguments.Count > signature.MaxArguments
                ? context.WrongCount(call, call.Name)
                : context.Semantic(call, "SEM0100",
                    $"{call.Name}() does not accept arguments of the types "
                    + $"({string.Join(", ", arguments.Select(argument => argument.Type.CslName()))}).");
        }

        for (var i = arguments.Count; i < signature.Parameters.Count; i++)
            arguments.Add(Constants.Parse(signature.Parameters[i].Default!));
        for (var i = 0; i < arguments.Count; i++)
        {
            if (signature.Parameters[i].IsConstant && arguments[i] is not ConstantNode)
                throw context.Semantic(call, "SEM0100",
                    $"{call.Name}(): the argument '{signature.Parameters[i].Name}' must be a constant.");
        }

        var type = signature.ResultType(arguments)!.Value;
        var value = new WindowNode(function, arguments, type);
        return absent is null ? value
            : Overloads.Call("iff", new WindowNode(FunctionTable.FindWindow(function.Name == "prev" ? "$has_prev" : "$has_next")!,
                [arguments[1]], KustoType.Bool), value, Overloads.Convert(absent, type));
    }
}
