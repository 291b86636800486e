using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Binds calls to functions that the query or the database defines. A function is expanded where it is called. The function's body is bound
/// in the scope of its declaration, and the arguments become definitions in this scope. The body cannot use the caller's definitions or
/// row.
/// </summary>
internal static class FunctionBinder
{
    public static DeclaredFunction From(FunctionSymbol stored) =>
        new(stored.Name, SyntaxCache.Function(stored.Parameters, stored.Body), LexicalScope.Database);

    public static ScalarNode BindScalar(ScalarBinder caller, CallExpression call, DeclaredFunction function)
    {
        var context = caller.Context;
        var scope = Arguments(context, call, function, caller.Bind, caller.Scope);
        return context.Expanding(call, function.Name, () =>
        {
            var script = new ScriptBinder(context, scope);
            foreach (var statement in function.Declaration.Body)
            {
                if (statement is QueryStatement { Pipeline: { Operators.Count: 0 } pipeline })
                    return new ScalarBinder(context, script.Scope, null).Bind(pipeline.Source);
                script.Bind(statement);
            }

            throw NotScalar(context, call);
        });
    }

    public static BoundTable BindTable(BindingContext context, LexicalScope callerScope, Node call, IReadOnlyList<Argument> arguments,
        DeclaredFunction function)
    {
        ScalarNode BindArgument(Expression expression) => new ScalarBinder(context, callerScope, null).Bind(expression);
        var scope = Arguments(context, new CallExpression(function.Name, arguments, call.At), function, BindArgument, callerScope);
        return context.Expanding(call, function.Name, () =>
        {
            var script = new ScriptBinder(context, scope);
            foreach (var statement in function.Declaration.Body)
            {
                if (statement is QueryStatement query)
                    return new TabularBinder(context, script.Scope).BindPipeline(query.Pipeline);
                script.Bind(statement);
            }

            throw context.Semantic(call, "SEM0100", $"The function '{function.Name}' returns nothing.");
        });
    }

    /// <summary>
    /// Creates the scope of the body. Positional arguments come before named arguments, and the default values replace missing arguments.
    /// </summary>
    private static LexicalScope Arguments(
        BindingContext context, CallExpression call, DeclaredFunction function, Func<Expression, ScalarNode> bind, LexicalScope callerScope)
    {
        var parameters = function.Declaration.Parameters;
        if (call.Arguments.Count > parameters.Count)
            throw context.WrongCount(call, call.Name);
        var argumentsByParameter = new Expression?[parameters.Count];
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            var place = argument.Name is null ? i : Find(context, call, parameters, argument);
            if (argumentsByParameter[place] is not null)
                throw context.Semantic(argument.Value, "SEM0100",
                    $"{call.Name}(): the argument '{parameters[place].Name}' is specified twice.");
            argumentsByParameter[place] = argument.Value;
        }

        var scope = function.Scope;
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            if (parameter.Type is not { } type)
            {
                var argument = argumentsByParameter[i] ?? throw context.WrongCount(call, call.Name);
                var table = new TabularBinder(context, callerScope).BindSource(argument).Plan;
                scope = scope.With(parameter.Name, TableParameters.Check(context, call, parameter, table));
                continue;
            }

            var value = argumentsByParameter[i] is { } expression ? bind(expression)
                : parameter.Default is { } absent ? new ScalarBinder(context, LexicalScope.Database, null).Bind(absent)
                : throw context.WrongCount(call, call.Name);
            scope = scope.With(parameter.Name, Overloads.Convert(value, type));
        }

        return scope;
    }

    private static int Find(BindingContext context, CallExpression call, IReadOnlyList<Parameter> parameters, Argument argument)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Name == argument.Name)
                return i;
        }

        throw context.Semantic(argument.Value, "SEM0100", $"{call.Name}() has no parameter named '{argument.Name}'.");
    }

    private static KqlException NotScalar(BindingContext context, CallExpression call) =>
        context.Semantic(call, "SEM0085", $"'{call.Name}' is not a scalar function.");
}
