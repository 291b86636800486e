using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding.Operators;

/// <summary>Binds <c>invoke function(…)</c>. The input is the function's first argument.</summary>
internal static class InvokeBinding
{
    private const string Input = "$input";

    public static BoundTable Bind(TabularBinder binder, InvokeOperator invoke, TabularNode input)
    {
        var context = binder.Context;
        var function = binder.Scope.FindFunction(invoke.Call.Name)
            ?? (context.Catalog.FindFunction(invoke.Call.Name) is { } stored ? FunctionBinder.From(stored) : null)
            ?? throw context.Semantic(invoke, "SEM0260", $"Unknown function: '{invoke.Call.Name}'.");
        var scope = binder.Scope.With(Input, new SharedTable(Input, input));
        return FunctionBinder.BindTable(
            context, scope, invoke, [new Argument(null, new NameReference(Input, invoke.At)), .. invoke.Call.Arguments], function);
    }
}
