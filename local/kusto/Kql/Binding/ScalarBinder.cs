using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Rewriting;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Resolves the names and types in scalar expressions. A column of the row takes precedence over a definition with the same name. The body
/// of a scalar function and the arguments of an operator have no row, and therefore no columns.
/// </summary>
internal sealed class ScalarBinder(BindingContext context, LexicalScope scope, IReadOnlyList<PlanColumn>? row,
    bool allowsAggregates = false, TabularNode? serialized = null)
{
    public BindingContext Context => context;

    public LexicalScope Scope => scope;

    public IReadOnlyList<PlanColumn> Row => row ?? [];

    /// <summary>The ordered table for functions that read neighboring rows, or <c>null</c> if there is no such table.</summary>
    public TabularNode? Serialized => serialized;

    public ScalarNode Bind(Expression expression)
    {
        context.Enter(expression);
        return ConstantFolding.Fold(expression switch
        {
            LiteralExpression literal => new ConstantNode(literal.Type, literal.Type == KustoType.String ? literal.Value ?? ""
                : literal.Value),
            NameReference name => BindName(name),
            CallExpression call => BindCall(call),
            MemberExpression { Target: NameReference owner } member when StepOf(owner) is { } step => BindLatest(member, step),
            MemberExpression member => BindMember(member, Bind(member.Target), ConstantNode.From(member.Name)),
            IndexExpression { Target: CallExpression sort } index when ArraySorting.IsSort(this, sort) => BindSorted(index, sort),
            IndexExpression index => BindMember(index, Bind(index.Target), Bind(index.Index)),
            UnaryExpression unary => OperatorBinding.Negate(context, unary, Bind(unary.Operand)),
            BinaryExpression binary => BindBinary(binary),
            BetweenExpression between => OperatorBinding.Between(context, between, Bind(between.Value), Bind(between.Low),
                Bind(between.High)),
            InExpression membership => MembershipBinding.Bind(this, membership),
            StarExpression => throw context.Semantic(expression, "SEM0100", "'*' is not a value."),
            _ => throw context.Semantic(expression, "SEM0085", "A scalar expression is expected here."),
        });
    }

    /// <summary>Binds an expression that must have the type bool.</summary>
    public ScalarNode BindPredicate(Expression expression, string description)
    {
        var predicate = Bind(expression);
        return predicate.Type == KustoType.Bool
            ? predicate
            : throw context.Semantic(expression, "SEM0100",
                $"The predicate of '{description}' must be a bool, not a {predicate.Type.CslName()}.");
    }

    /// <summary>Binds an integer that does not depend on a row.</summary>
    public ScalarNode BindCount(Expression expression)
    {
        var count = new ScalarBinder(context, scope, null).Bind(expression);
        return count.Type is KustoType.Int or KustoType.Long
            ? Overloads.Convert(count, KustoType.Long)
            : throw context.Semantic(expression, "SEM0100", $"A number of rows must be an integer, not a {count.Type.CslName()}.");
    }

    /// <summary>Binds an expression that must be a constant.</summary>
    public ConstantNode BindConstant(Expression expression, string description) => Bind(expression) as ConstantNode
        ?? throw context.Semantic(expression, "SEM0100", $"{description} must be a constant.");

    private ScalarNode BindName(NameReference name)
    {
        if (Row.FirstOrDefault(column => column.Name == name.Name) is { } column)
            return allowsAggregates ? throw OutsideAggregate(name, name.Name) : new ColumnNode(column);
        return scope.FindScalar(name.Name) ?? (scope.FindFunction(name.Name) is { Declaration.Parameters.Count: 0 } function
            ? FunctionBinder.BindScalar(this, new CallExpression(name.Name, [], name.At), function)
            : throw Unknown(name));
    }

    /// <summary>
    /// Returns the step of <c>scan</c> with this name, or <c>null</c> if there is no such step or the row has a column with this name.
    /// </summary>
    private StepState? StepOf(NameReference name) =>
        scope.FindStep(name.Name) is { } step && Row.All(column => column.Name != name.Name) ? step : null;

    private ColumnNode BindLatest(MemberExpression member, StepState step) =>
        new(step.Columns.FirstOrDefault(column => column.Name == member.Name)
            ?? throw context.UnknownColumn(member, member.Name, step.Columns));

    private KqlException OutsideAggregate(Node at, string name) =>
        context.Semantic(at, "SEM0100", $"'{name}' must be inside an aggregation function here.");

    private KqlException Unknown(NameReference name) => context.Semantic(name, "SEM0100",
        $"Failed to resolve scalar expression named '{name.Name}'."
            + Suggestions.Sentence(name.Name, Row.Select(column => column.Name).Concat(scope.ScalarNames)));

    private ScalarNode BindBinary(BinaryExpression binary)
    {
        if (binary.Operator is "and" or "or")
            return BindConnective(binary);
        if (binary.Left is StarExpression)
            return AnyColumn.Test(context, binary, Row, Bind(binary.Right));
        return OperatorBinding.Bind(context, binary, Bind(binary.Left), Bind(binary.Right));
    }

    /// <summary>
    /// Binds operands that are joined by the same connective as one call, so that the number of operands does not increase the nesting
    /// depth.
    /// </summary>
    private ScalarNode BindConnective(BinaryExpression binary)
    {
        var operands = new Stack<Expression>();
        Expression left = binary;
        while (left is BinaryExpression chain && chain.Operator == binary.Operator)
        {
            operands.Push(chain.Right);
            left = chain.Left;
        }

        operands.Push(left);
        return Overloads.Call(context, binary, binary.Operator, [.. operands.Select(Bind)]);
    }

    private ScalarNode BindCall(CallExpression call)
    {
        if (scope.FindFunction(call.Name) is { } declared)
            return FunctionBinder.BindScalar(this, call, declared);
        if (AggregateBinding.IsAggregate(call.Name)
            && !(call.Name is "count" && !allowsAggregates && FunctionTable.FindScalar(call.Name).Count > 0))
        {
            return allowsAggregates
                ? AggregateBinding.Bind(context, call, new ScalarBinder(context, scope, row, serialized: serialized))
                : throw context.Semantic(call, "SEM0260", $"The aggregation function '{call.Name}' can only be used in summarize.");
        }

        if (ArraySorting.IsSort(this, call))
            return ArraySorting.Bind(this, call)[0].Value;
        if (SpecialForms.Find(call.Name) is { } form)
            return form(this, call);
        if (FunctionTable.FindWindow(call.Name) is { } window)
            return WindowBinding.Bind(this, call, window);
        if (FunctionTable.FindScalar(call.Name).Count > 0 && !FunctionTable.IsOperator(call.Name))
            return Overloads.Call(context, call, call.Name, [.. Positional(call).Select(Bind)]);
        if (context.Catalog.FindFunction(call.Name) is { } stored)
            return FunctionBinder.BindScalar(this, call, FunctionBinder.From(stored));
        if (TupleFunction.Find(call.Name) is not null)
            throw context.Semantic(call, "SEM0100", $"{call.Name}() returns several columns and cannot be part of an expression.");
        throw UnsupportedNames.IsFunction(call.Name)
            ? context.Unsupported(call, $"The function '{call.Name}'")
            : context.Semantic(call, "SEM0260", $"Unknown function: '{call.Name}'.{Suggestions.Sentence(call.Name, KnownFunctions())}");
    }

    /// <summary>
    /// Binds an index into the result of a sort function. The index selects one of several arrays, or an element of a single array.
    /// </summary>
    private ScalarNode BindSorted(IndexExpression at, CallExpression sort)
    {
        var arrays = ArraySorting.Bind(this, sort);
        var index = Bind(at.Index);
        if (arrays.Count == 1)
            return BindMember(at, arrays[0].Value, index);
        return index is ConstantNode { Value: long number } && number >= 0 && number < arrays.Count ? arrays[(int)number].Value
            : throw context.Semantic(at, "SEM0100",
                $"{sort.Name}() returns {arrays.Count} arrays. Their index must be a constant from 0 to {arrays.Count - 1}.");
    }

    private static IEnumerable<string> KnownFunctions() =>
        FunctionTable.Names.Concat(SpecialForms.Names).Concat(PercentileBinding.Names).Concat(PickBinding.Names);

    /// <summary>Returns the arguments of a built-in function, which must not have names.</summary>
    public IEnumerable<Expression> Positional(CallExpression call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Name is not null)
                throw context.Semantic(argument.Value, "SEM0100",
                    $"{call.Name}(): the arguments of a built-in function cannot have names.");
            yield return argument.Value;
        }
    }

    private ScalarNode BindMember(Node at, ScalarNode target, ScalarNode key)
    {
        if (target.Type != KustoType.Dynamic)
            throw context.Semantic(at, "SEM0100", $"Only a dynamic value has members, not a {target.Type.CslName()}.");
        return key.Type switch
        {
            KustoType.String => Overloads.Call(context, at, "$member", [target, key]),
            KustoType.Int or KustoType.Long => Overloads.Call(context, at, "$element", [target, key]),
            KustoType.Dynamic => Overloads.Call(context, at, "$member_or_element", [target, key]),
            _ => throw context.Semantic(at, "SEM0100", $"A {key.Type.CslName()} cannot be the name or the index of a member."),
        };
    }
}
