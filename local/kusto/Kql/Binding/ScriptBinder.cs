using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds statements sequentially. Each statement can use earlier definitions.</summary>
internal sealed class ScriptBinder(BindingContext context, LexicalScope scope)
{
    /// <summary>The definitions of the statements that have been bound.</summary>
    public LexicalScope Scope { get; private set; } = scope;

    /// <summary>Binds a statement that has no result.</summary>
    public void Bind(Statement statement)
    {
        switch (statement)
        {
            case SetStatement set:
                context.Options[set.Name] = set.Value;
                break;
            case ParametersStatement declared:
                foreach (var parameter in declared.Parameters)
                    Scope = Scope.With(parameter.Name, BindParameter(parameter));
                break;
            case LetStatement let:
                Scope = TabularBinder.IsTabular(context, Scope, let.Value)
                    ? Scope.With(let.Name, Table(let))
                    : Scope.With(let.Name, new ScalarBinder(context, Scope, null).Bind(let.Value));
                break;
            case LetFunctionStatement function:
                Scope = Scope.With(function.Name, function.Function);
                break;
            default:
                throw context.Unsupported(statement, "This statement");
        }
    }

    private SharedTable Table(LetStatement let)
    {
        var bound = new TabularBinder(context, Scope).BindSource(let.Value);
        return bound.Plan is SharedScanNode { Table.IsMaterialized: true } materialized
            ? materialized.Table
            : new SharedTable(bound.Name ?? let.Name, bound.Plan);
    }

    private ScalarNode BindParameter(Parameter parameter)
    {
        if (parameter.Type is not { } type)
            throw context.Semantic(parameter, "SEM0100", $"The query parameter '{parameter.Name}' must be a scalar.");
        if (context.Query.Parameters.TryGetValue(parameter.Name, out var json))
        {
            return QueryParameters.TryRead(type, json, out var value)
                ? context.AddParameter(type, value, parameter.Name)
                : throw context.Semantic(parameter, "SEM0100",
                    $"The value of the query parameter '{parameter.Name}' is not a {type.CslName()}.");
        }

        context.AddAbsent(parameter.Name);
        return parameter.Default is { } absent
            ? Overloads.Convert(new ScalarBinder(context, LexicalScope.Database, null).Bind(absent), type)
            : throw context.Semantic(parameter, "SEM0100",
                $"The query parameter '{parameter.Name}' has neither a value nor a default value.");
    }
}
