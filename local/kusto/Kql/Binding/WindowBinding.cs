using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds functions that read neighboring rows. They require ordered rows.</summary>
internal static class WindowBinding
{
    public static ScalarNode Bind(ScalarBinder binder, CallExpression call, WindowFunction function)
    {
        var context = binder.Context;
        if (binder.Serialized is null || !Serialization.IsSerialized(binder.Serialized))
            throw context.Semantic(call, "SEM0231",
                $"The function '{call.Name}' requires ordered rows. Use a sort or serialize operator before it.");
        var given = binder.Positional(call).Select(binder.Bind).ToList();
        ScalarNode? absent = null;
        if (function.Name is "prev" or "next" && given.Count == 3)
        {
            absent = given[2];
            given.RemoveAt(2);
        }

        var signature = function.Signature;
        if (!signature.Accepts(given))
        {
            throw given.Count < signature.MinArguments || given.Count > signature.MaxArguments
                ? context.WrongCount(call, call.Name)
                : context.Semantic(call, "SEM0100",
                    $"{call.Name}() does not accept arguments of the types "
                    + $"({string.Join(", ", given.Select(argument => argument.Type.CslName()))}).");
        }

        for (var i = given.Count; i < signature.Parameters.Count; i++)
            given.Add(Constants.Parse(signature.Parameters[i].Default!));
        for (var i = 0; i < given.Count; i++)
        {
            if (signature.Parameters[i].IsConstant && given[i] is not ConstantNode)
                throw context.Semantic(call, "SEM0100",
                    $"{call.Name}(): the argument '{signature.Parameters[i].Name}' must be a constant.");
        }

        var type = signature.ResultType(given)!.Value;
        var value = new WindowNode(function, given, type);
        return absent is null ? value
            : Overloads.Call("iff", new WindowNode(FunctionTable.FindWindow(function.Name == "prev" ? "$has_prev" : "$has_next")!,
                [given[1]], KustoType.Bool), value, Overloads.Convert(absent, type));
    }
}
