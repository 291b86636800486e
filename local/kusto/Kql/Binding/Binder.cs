using System.Globalization;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Gives names their meaning and every expression its type, and writes SQL as it goes. The parts: statements and sources here,
/// operators, scalar expressions, functions and aggregates in files of their own.
/// </summary>
internal sealed partial class Binder(string text, IKqlCatalog catalog, QueryContext context)
{
    private readonly AliasSource _aliases = new();
    private readonly List<SqlParameter> _parameters = [];
    private readonly Dictionary<string, string> _options = new(StringComparer.OrdinalIgnoreCase);
    private readonly Stack<string> _expanding = new();
    private readonly Dictionary<string, string> _nowParameter = [];
    private Visualization? _visualization;
    private Scope _scope = new(null);

    public CompiledScript Bind(IReadOnlyList<Statement> statements)
    {
        var queries = new List<CompiledQuery>();
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case SetStatement set:
                    _options[set.Name] = set.Value;
                    break;
                case ParametersStatement declared:
                    foreach (var parameter in declared.Parameters)
                        Declare(parameter);
                    break;
                case QueryStatement query:
                    _visualization = null;
                    var relation = BindPipeline(query.Pipeline);
                    queries.Add(new CompiledQuery(
                        relation.ToSql(),
                        [.. _parameters],
                        [.. relation.Columns.Select(column => new Column(column.Name, column.Type))],
                        relation.Name ?? "PrimaryResult",
                        _visualization));
                    break;
                default:
                    BindLet(statement);
                    break;
            }
        }

        if (queries.Count == 0)
            throw KqlErrors.Syntax(text, text.Length, "The text holds no tabular expression.");
        return new CompiledScript(queries, _options) { CombinesDelta = _combinesDelta };
    }

    private void BindLet(Statement statement)
    {
        switch (statement)
        {
            case LetStatement { Value: PipelineExpression pipeline } let:
                var scope = _scope;
                _scope.Define(let.Name, () => In(scope, () => BindPipeline(pipeline.Pipeline)));
                break;
            case LetStatement { Value: NameExpression name } let when IsTable(name.Name):
                var outer = _scope;
                _scope.Define(let.Name, () => In(outer, () => BindSource(name)));
                break;
            case LetStatement { Value: DataTableExpression or RangeExpression or PrintExpression or UnionExpression } let:
                _scope.Define(let.Name, () => BindSource(let.Value));
                break;
            case LetStatement { Value: CallExpression call } let when IsTabularCall(call):
                var calling = _scope;
                _scope.Define(let.Name, () => In(calling, () => BindSource(call)));
                break;
            case LetStatement let:
                _scope.Define(let.Name, BindScalar(let.Value, null));
                break;
            case LetFunctionStatement function:
                _scope.Define(function.Name, function.Function);
                break;
            default:
                throw Unsupported(statement, "This statement");
        }
    }

    private void Declare(Parameter parameter)
    {
        if (parameter.Type is not { } type)
            throw Semantic(parameter, "SEM0100", $"The query parameter '{parameter.Name}' must be a scalar.");
        if (context.Parameters.TryGetValue(parameter.Name, out var given))
        {
            if (!QueryParameters.TryRead(type, given, out var value))
                throw Semantic(parameter, "SEM0100", $"The value given for the query parameter '{parameter.Name}' is no {KustoNames.Of(type)}.");
            _scope.Define(parameter.Name, Parameter(type, value));
            return;
        }

        if (parameter.Default is null)
            throw Semantic(parameter, "SEM0100", $"The query parameter '{parameter.Name}' has no value and no default.");
        _scope.Define(parameter.Name, Convert(BindScalar(parameter.Default, null), type));
    }

    private Scalar Parameter(KustoType type, object? value)
    {
        _parameters.Add(new SqlParameter(type, type == KustoType.String ? value ?? "" : value));
        return new Scalar(
            type, string.Create(CultureInfo.InvariantCulture, $"$p{_parameters.Count}::{Sql.TypeName(type)}"), IsSimple: true, IsNullable: value is null)
        {
            Constant = type == KustoType.String ? value ?? "" : value,
            IsNullConstant = type != KustoType.String && value is null,
        };
    }

    /// <summary>One instant for the whole request.</summary>
    private Scalar Now()
    {
        if (!_nowParameter.TryGetValue("now", out var sql))
            _nowParameter["now"] = sql = Parameter(KustoType.DateTime, context.UtcNow).Sql;
        return new Scalar(KustoType.DateTime, sql, IsSimple: true, IsNullable: false);
    }

    private T In<T>(Scope scope, Func<T> bind)
    {
        var before = _scope;
        _scope = scope;
        try
        {
            return bind();
        }
        finally
        {
            _scope = before;
        }
    }

    private Relation BindPipeline(Pipeline pipeline)
    {
        var relation = BindSource(pipeline.Source);
        foreach (var step in pipeline.Operators)
            relation = Apply(step, relation);
        return relation;
    }

    private Relation BindSource(Expression source)
    {
        _sourcesBound++;
        switch (source)
        {
            case PipelineExpression pipeline:
                return BindPipeline(pipeline.Pipeline);
            case NameExpression name:
                return Table(name);
            case DataTableExpression table:
                return DataTable(table);
            case RangeExpression range:
                return Range(range);
            case PrintExpression print:
                return Print(print);
            case UnionExpression union:
                return Union(null, union.Operator);
            case CallExpression { Name: "materialize", Arguments: [var argument] }:
                return BindSource(argument.Value);
            case CallExpression { Name: "materialized_view", Arguments: [{ Value: LiteralExpression { Value: string view } }, ..] } call:
                return View(catalog.FindMaterializedView(view) ?? throw UnknownTable(call, view));
            case CallExpression call:
                return TabularCall(call);
            case MemberExpression { Target: CallExpression { Name: "database", Arguments: [{ Value: LiteralExpression { Value: string database } }] } } member:
                return catalog.IsThisDatabase(database)
                    ? Table(new NameExpression(member.Name, member.At))
                    : throw Semantic(member, "SEM0100", $"Failed to resolve the database '{database}'.");
            default:
                throw Semantic(source, "SEM0100", "A tabular expression is expected here.");
        }
    }

    private bool IsTable(string name) =>
        _scope.FindTable(name) is not null || (_scope.FindScalar(name) is null
            && (catalog.FindTable(name) is not null || catalog.FindMaterializedView(name) is not null || catalog.FindFunction(name) is not null));

    private bool IsTabularCall(CallExpression call) =>
        call.Name is "materialize" or "materialized_view" || catalog.FindFunction(call.Name) is not null || _scope.FindFunction(call.Name) is not null;

    private Relation Table(NameExpression name)
    {
        if (_scope.FindTable(name.Name) is { } let)
            return let();
        if (_scope.FindFunction(name.Name) is { Parameters.Count: 0 } function)
            return Expand(name, name.Name, function, [], _scope);
        if (catalog.FindFunction(name.Name) is { } stored)
            return Expand(name, stored.Name, SyntaxCache.Function(stored.Parameters, stored.Body), [], _scope);
        if (catalog.FindMaterializedView(name.Name) is { } view)
            return View(view);
        var table = catalog.FindTable(name.Name) ?? throw UnknownTable(name, name.Name);
        var alias = _aliases.Next();
        return new Relation(
            _aliases,
            $"{table.Source} AS {alias}",
            [.. table.Columns.Select((column, i) => new BoundColumn(column.Name, column.Type, $"{alias}.\"{table.PhysicalColumns[i]}\"", true))]);
    }

    private Relation TabularCall(CallExpression call)
    {
        if (_scope.FindFunction(call.Name) is { } function)
            return Expand(call, call.Name, function, call.Arguments, _scope);
        if (catalog.FindFunction(call.Name) is { } stored)
            return Expand(call, stored.Name, SyntaxCache.Function(stored.Parameters, stored.Body), call.Arguments, _scope);
        throw Semantic(call, "SEM0260", $"Unknown function: '{call.Name}'.");
    }

    /// <summary>A function is a macro: its body is bound where it is called, with its parameters in front of what the caller has.</summary>
    private Relation Expand(Node at, string name, FunctionDeclaration function, IReadOnlyList<Argument> arguments, Scope outer)
    {
        var scope = new Scope(outer);
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            var parameter = function.Parameters[i];
            var argument = arguments.FirstOrDefault(candidate => candidate.Name == parameter.Name)
                ?? (i < arguments.Count && arguments[i].Name is null ? arguments[i] : null);
            if (parameter.Type is not { } type)
            {
                var table = argument?.Value ?? throw WrongCount(at, name);
                scope.Define(parameter.Name, () => In(outer, () => BindSource(table)));
            }
            else
            {
                var value = argument?.Value ?? parameter.Default ?? throw WrongCount(at, name);
                scope.Define(parameter.Name, Convert(BindScalar(value, null), type));
            }
        }

        if (arguments.Count > function.Parameters.Count)
            throw WrongCount(at, name);
        return Expanding(name, () => In(scope, () =>
        {
            foreach (var statement in function.Body)
            {
                if (statement is QueryStatement query)
                    return BindPipeline(query.Pipeline);
                BindLet(statement);
            }

            throw Semantic(at, "SEM0100", $"The function '{name}' returns nothing.");
        }));
    }

    private T Expanding<T>(string name, Func<T> bind)
    {
        if (_expanding.Contains(name))
            throw KqlErrors.Semantic(text, 0, "SEM0057", $"'{name}' calls itself; recursion is not supported.");
        _expanding.Push(name);
        try
        {
            return bind();
        }
        finally
        {
            _expanding.Pop();
        }
    }

    private Relation DataTable(DataTableExpression table)
    {
        var width = table.Columns.Count;
        if (width == 0 || table.Values.Count % width != 0)
            throw Semantic(table, "SEM0100", "The values of the datatable do not fill whole rows.");
        var alias = _aliases.Next();
        var rows = table.Values.Chunk(width)
            .Select(row => $"({string.Join(", ", row.Select((value, i) => Convert(BindScalar(value, null), table.Columns[i].Type).Sql))})")
            .ToList();
        var names = string.Join(", ", Enumerable.Range(0, width).Select(i => $"c{i}"));
        var source = rows.Count > 0
            ? $"(VALUES {string.Join(", ", rows)}) AS {alias}({names})"
            : $"(SELECT {string.Join(", ", table.Columns.Select(column => Sql.Null(column.Type)))} WHERE false) AS {alias}({names})";
        return new Relation(_aliases, source, [.. table.Columns.Select((column, i) => new BoundColumn(column.Name, column.Type, $"{alias}.c{i}", true))]);
    }

    private Relation Range(RangeExpression range)
    {
        var (from, to, step) = (BindScalar(range.From, null), BindScalar(range.To, null), BindScalar(range.Step, null));
        var alias = _aliases.Next();
        if (from.Type == KustoType.DateTime)
        {
            var source = $"(SELECT unnest(generate_series({from.Sql}, {to.Sql}, to_microseconds({step.Sql} // 10))) AS c0) AS {alias}";
            return new Relation(_aliases, source, [new BoundColumn(range.Name, KustoType.DateTime, $"{alias}.c0", true)]);
        }

        var type = from.Type == KustoType.Real || step.Type == KustoType.Real ? KustoType.Real
            : from.Type == KustoType.TimeSpan ? KustoType.TimeSpan : KustoType.Long;
        var series = type == KustoType.Real
            ? $"list_transform(generate_series(0, floor(({to.Sql} - {from.Sql}) / {step.Sql})::BIGINT), lambda i: {from.Sql} + i * {step.Sql})"
            : $"generate_series({from.Sql}::BIGINT, {to.Sql}::BIGINT, {step.Sql}::BIGINT)";
        return new Relation(_aliases, $"(SELECT unnest({series}) AS c0) AS {alias}", [new BoundColumn(range.Name, type, $"{alias}.c0", true)]);
    }

    private Relation Print(PrintExpression print)
    {
        var alias = _aliases.Next();
        var columns = print.Columns.Select((column, i) =>
        {
            var value = BindScalar(column.Value, null);
            return new BoundColumn(column.Name ?? $"print_{i}", value.Type, value.Sql, value.IsSimple);
        });
        return new Relation(_aliases, $"(SELECT 1) AS {alias}", [.. columns]);
    }

    private KqlException UnknownTable(Node at, string name) =>
        Semantic(at, "SEM0100", $"'table' operator: Failed to resolve table expression named '{name}'");

    private KqlException WrongCount(Node at, string name) => Semantic(at, "SEM0219", $"{name}(): wrong number of arguments.");

    private KqlException Unsupported(Node at, string what) => Semantic(at, "SEM0260", $"{what} is not supported by this engine.");

    private KqlException Semantic(Node at, string code, string message) => KqlErrors.Semantic(text, at.At, code, message);
}
