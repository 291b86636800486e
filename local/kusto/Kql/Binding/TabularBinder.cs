using LocalKusto.Kql.Binding.Operators;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>Binds tabular expressions. This class binds their sources, and the classes in Operators bind the operators.</summary>
internal sealed class TabularBinder(BindingContext context, LexicalScope scope)
{
    public BindingContext Context => context;

    /// <summary>The definitions, including names that <c>as</c> defines in this pipeline.</summary>
    public LexicalScope Scope { get; private set; } = scope;

    /// <summary>Returns a binder for scalars that can use the columns of a table.</summary>
    public ScalarBinder Over(TabularNode input) => new(context, Scope, input.Columns, serialized: input);

    /// <summary>Returns a binder for scalars that do not depend on a row.</summary>
    public ScalarBinder OverNothing() => new(context, Scope, null);

    public BoundTable BindPipeline(Pipeline pipeline)
    {
        context.Enter(pipeline);
        var table = BindSource(pipeline.Source);
        foreach (var step in pipeline.Operators)
        {
            context.Enter(step);
            table = Apply(step, table);
            context.Count(step, table.Plan.Columns);
        }

        return table;
    }

    public BoundTable BindSource(Expression source)
    {
        context.Enter(source);
        return source switch
        {
            PipelineExpression pipeline => BindPipeline(pipeline.Pipeline),
            NameReference name => Named(name, name.Name),
            DataTableExpression table => new BoundTable(DataTableBinding.Bind(this, table)),
            RangeExpression range => new BoundTable(RangeBinding.Bind(this, range)),
            PrintExpression print => new BoundTable(PrintBinding.Bind(this, print)),
            UnionExpression union => new BoundTable(UnionBinding.Bind(this, null, union.Operator)),
            SearchExpression search => new BoundTable(SearchBinding.Bind(this, search.Operator)),
            FindExpression find => new BoundTable(FindBinding.Bind(this, find)),
            CallExpression call => Called(call),
            MemberExpression
            {
                Target: CallExpression
                {
                    Name: "database",
                    Arguments: [{ Value: LiteralExpression { Value: string database } }]
                }
            } member =>
                context.Catalog.IsThisDatabase(database)
                    ? Stored(member, member.Name)
                    : throw context.Semantic(member, "SEM0100", $"Failed to resolve the database '{database}'."),
            _ => throw context.Semantic(source, "SEM0100", "A tabular expression is expected here."),
        };
    }

    /// <summary>Returns <c>true</c> if the expression is tabular. The first name in the expression determines the result.</summary>
    public static bool IsTabular(BindingContext context, LexicalScope scope, Expression expression) => expression switch
    {
        PipelineExpression or DataTableExpression or RangeExpression or PrintExpression or UnionExpression or SearchExpression
            or FindExpression => true,
        NameReference name => IsTable(context, scope, name.Name),
        CallExpression call => IsTabularCall(context, scope, call),
        MemberExpression { Target: CallExpression { Name: "database" } } => true,
        _ => false,
    };

    public static bool IsTable(BindingContext context, LexicalScope scope, string name) =>
        scope.FindTable(name) is not null
        || (scope.FindFunction(name) is { } function && ReturnsTable(context, function))
        || (!scope.IsDefined(name) && (context.Catalog.FindTable(name) is not null || context.Catalog.FindMaterializedView(name) is not null
            || (context.Catalog.FindFunction(name) is { } stored && ReturnsTable(context, FunctionBinder.From(stored)))));

    public static bool IsTabularCall(BindingContext context, LexicalScope scope, CallExpression call) =>
        scope.FindFunction(call.Name) is { } function ? ReturnsTable(context, function)
        : call.Name is "materialize" or "materialized_view" or "table"
            || (Functions.FunctionTable.FindScalar(call.Name).Count == 0 && context.Catalog.FindFunction(call.Name) is { } stored
                && ReturnsTable(context, FunctionBinder.From(stored)));

    /// <summary>Returns <c>true</c> if the last statement of the function is tabular.</summary>
    private static bool ReturnsTable(BindingContext context, DeclaredFunction function)
    {
        if (function.Declaration.Body is not [.., QueryStatement last])
            return false;
        if (last.Pipeline.Operators.Count > 0)
            return true;
        var source = last.Pipeline.Source;
        if (source is NameReference name)
        {
            if (function.Declaration.Parameters.FirstOrDefault(parameter => parameter.Name == name.Name) is { } parameter)
                return parameter.Type is null;
            source = function.Declaration.Body.OfType<LetStatement>().FirstOrDefault(let => let.Name == name.Name)?.Value ?? source;
        }

        // Expanding detects recursion, which occurs if the source is a call that leads back to this function.
        return context.Expanding(last, function.Name, () => IsTabular(context, function.Scope, source));
    }

    private BoundTable Named(NameReference at, string name)
    {
        if (Scope.FindTable(name) is { } table)
            return new BoundTable(table.Read(), table.Name);
        if (Scope.FindFunction(name) is { } function)
            return FunctionBinder.BindTable(context, Scope, at, [], function);
        if (Scope.IsDefined(name))
            throw context.Semantic(at, "SEM0100", $"'{name}' is a scalar, but a tabular expression is expected here.");
        return Stored(at, name);
    }

    /// <summary>Binds an entity of the database. Functions take precedence over views, and views take precedence over tables.</summary>
    private BoundTable Stored(Node at, string name)
    {
        if (context.Catalog.FindFunction(name) is { } stored)
            return FunctionBinder.BindTable(context, Scope, at, [], FunctionBinder.From(stored));
        if (context.Catalog.FindMaterializedView(name) is { } view)
            return new BoundTable(ViewBinding.Bind(context, at, view), name);
        return context.Catalog.FindTable(name) is { } table ? new BoundTable(Scan(table), name) : throw Unknown(at, name);
    }

    public static ScanNode Scan(TableSymbol table) =>
        new(table.Source, [.. table.Columns.Select(column => new PlanColumn(column.Name, column.Type))], table.PhysicalColumns, table.Name);

    private BoundTable Called(CallExpression call)
    {
        if (Scope.FindFunction(call.Name) is { } function)
            return FunctionBinder.BindTable(context, Scope, call, call.Arguments, function);
        switch (call.Name)
        {
            case "materialize" when call.Arguments is [var argument]:
                var table = BindSource(argument.Value);
                return new BoundTable(new SharedTable(table.Name ?? "materialized", table.Plan) { IsMaterialized = true }.Read(),
                    table.Name);
            case "materialized_view" when call.Arguments is [var name, ..]:
                var view = Text(name.Value, call);
                return new BoundTable(ViewBinding.Bind(context, call, context.Catalog.FindMaterializedView(view)
                    ?? throw Unknown(call, view)), view);
            case "table" when call.Arguments is [var name, ..]:
                return Stored(call, Text(name.Value, call));
            case "cluster" or "external_table" or "externaldata" or "stored_query_result":
                throw context.Unsupported(call, $"{call.Name}()");
        }

        if (context.Catalog.FindFunction(call.Name) is { } stored)
            return FunctionBinder.BindTable(context, Scope, call, call.Arguments, FunctionBinder.From(stored));
        throw Functions.FunctionTable.FindScalar(call.Name).Count > 0
            ? context.Semantic(call, "SEM0100", $"'{call.Name}' is a scalar function, but a tabular expression is expected here.")
            : context.Semantic(call, "SEM0260",
                $"Unknown function: '{call.Name}'.{Suggestions.Sentence(call.Name, context.Catalog.FunctionNames)}");
    }

    private string Text(Expression expression, CallExpression call) =>
        OverNothing().BindConstant(expression, $"The name in {call.Name}()").Value as string
        ?? throw context.Semantic(expression, "SEM0100", $"The name in {call.Name}() must be a string.");

    private KqlException Unknown(Node at, string name) => context.UnknownTable(at, name);

    private BoundTable Apply(Operator step, BoundTable table)
    {
        var input = table.Plan;
        switch (step)
        {
            case AsOperator name:
                var shared = new SharedTable(name.Name, input);
                Scope = Scope.With(name.Name, shared);
                return new BoundTable(shared.Read(), name.Name) { ResultName = name.Name };
            case RenderOperator render:
                context.Visualization = new Visualization(render.Kind, render.Properties);
                return table;
            case SerializeOperator serialize:
                return table with { Plan = SerializeBinding.Bind(this, serialize, input) };
            case InvokeOperator invoke:
                return InvokeBinding.Bind(this, invoke, input);
            case UnionOperator union:
                return new BoundTable(UnionBinding.Bind(this, table, union));
            case SearchOperator { Tables.Count: > 0 } or SearchOperator { IsBranch: false }:
                return new BoundTable(SearchBinding.Bind(this, (SearchOperator)step, table));
            case WhereOperator or SearchOperator:
                return table with { Plan = Apply(step, input) };
        }

        return new BoundTable(Apply(step, input))
        {
            ResultName = step is ProjectOperator or SortOperator or TakeOperator ? table.ResultName
            : null
        };
    }

    /// <summary>Applies an operator that does not use the name of its input.</summary>
    public TabularNode Apply(Operator step, TabularNode input) => step switch
    {
        WhereOperator where => WhereBinding.Bind(this, where, input),
        ProjectOperator { Kind: "project" } project => ProjectBinding.Project(this, project, input),
        ProjectOperator { Kind: "extend" } extend => ProjectBinding.Extend(this, extend, input),
        ProjectOperator pick => ColumnSelection.Bind(this, pick, input),
        ProjectByNamesOperator names => ColumnSelection.ByNames(this, names, input),
        SummarizeOperator summarize => SummarizeBinding.Bind(this, summarize, input),
        SortOperator sort => SortBinding.Bind(this, sort, input),
        TakeOperator take => new LimitNode(input, OverNothing().BindCount(take.Count)),
        DistinctOperator distinct => DistinctBinding.Bind(this, distinct, input),
        CountOperator => SummarizeBinding.Count(input),
        JoinOperator join => JoinBinding.Bind(this, join, input),
        GetSchemaOperator => SchemaBinding.Bind(input),
        SampleOperator sample => SampleBinding.Bind(this, sample, input),
        TopHittersOperator top => SampleBinding.Bind(this, top, input),
        MvExpandOperator expand => MvExpandBinding.Bind(this, expand, input),
        MvApplyOperator apply => PartitionBinding.Bind(this, apply, input),
        ParseOperator parse => ParseBinding.Bind(this, parse, input),
        ParseKeyValuesOperator parse => ParseBinding.Bind(this, parse, input),
        MakeSeriesOperator series => MakeSeriesBinding.Bind(this, series, input),
        PartitionOperator partition => PartitionBinding.Bind(this, partition, input),
        ScanOperator scan => ScanBinding.Bind(this, scan, input),
        SearchOperator search => SearchBinding.Filter(this, search, input),
        EvaluateOperator evaluate => EvaluateBinding.Bind(this, evaluate, input),
        TopNestedOperator nested => TopNestedBinding.Bind(this, nested, input),
        ForkOperator or FacetOperator =>
            throw context.Semantic(step, "SEM0100",
                "fork and facet return several tables, so they can only be the last operator of a query."),
        _ => throw context.Unsupported(step, "This operator"),
    };
}
