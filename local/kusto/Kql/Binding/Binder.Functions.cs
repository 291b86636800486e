using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

internal sealed partial class Binder
{
    private static readonly Dictionary<string, KustoType> Conversions = new()
    {
        ["tostring"] = KustoType.String,
        ["toint"] = KustoType.Int,
        ["tolong"] = KustoType.Long,
        ["toreal"] = KustoType.Real,
        ["todouble"] = KustoType.Real,
        ["tobool"] = KustoType.Bool,
        ["todatetime"] = KustoType.DateTime,
        ["totimespan"] = KustoType.TimeSpan,
        ["toguid"] = KustoType.Guid,
        ["todecimal"] = KustoType.Decimal,
    };

    internal static string TextSql(Scalar value) => AsText(value).Sql;

    internal static string JsonSql(Scalar value) => JsonOf(value);

    /// <summary>Two branches as one type.</summary>
    internal static (Scalar Left, Scalar Right) SameType(Scalar left, Scalar right)
    {
        if (left.Type == right.Type)
            return (left, right);
        var type = Widest(left.Type, right.Type) ?? KustoType.Dynamic;
        return (Convert(left, type), Convert(right, type));
    }

    private Scalar Call(CallExpression call, Relation? input, bool inAggregate)
    {
        if (_scope.FindFunction(call.Name) is { } function)
            return ScalarCall(call, function, input);
        var arguments = call.Arguments.Select(argument => BindScalar(argument.Value, input, inAggregate)).ToList();
        if (Conversions.TryGetValue(call.Name, out var type) && arguments is [var value])
            return Convert(value, type);
        switch (call.Name)
        {
            case "now":
                return arguments.Count == 0 ? Now() : Shifted("+", arguments[0]);
            case "ago" when arguments.Count == 1:
                return Shifted("-", arguments[0]);
            case "datetime_diff" when arguments is [{ Constant: string unit }, var later, var earlier]:
                return new Scalar(KustoType.Long, $"date_diff({Sql.Quote(Unit(call, unit))}, {earlier.Sql}, {later.Sql})");
            case "datetime_add" when arguments is [{ Constant: string unit }, var count, var time]:
                return new Scalar(KustoType.DateTime, $"({time.Sql} + ({count.Sql}) * INTERVAL 1 {Unit(call, unit)})::TIMESTAMP");
            case "datetime_part" when arguments is [{ Constant: string unit }, var whole]:
                return new Scalar(KustoType.Long, $"date_part({Sql.Quote(Unit(call, unit))}, {whole.Sql})::BIGINT");
            case "format_datetime" when arguments is [var moment, { Constant: string format }]:
                return new Scalar(KustoType.String, $"coalesce(strftime({moment.Sql}, {Sql.Quote(DateTimeFormat.ToStrftime(format) ?? throw Unsupported(call, $"The format '{format}'"))}), '')");
        }

        var scalar = ScalarFunctions.Find(call.Name) ?? throw Semantic(call, "SEM0260", $"Unknown function: '{call.Name}'.");
        return arguments.Count >= scalar.Least && arguments.Count <= scalar.Most
            ? scalar.Bind(arguments)
            : throw WrongCount(call, call.Name);
    }

    private Scalar Shifted(string sign, Scalar span) => new(KustoType.DateTime, $"({Now().Sql} {sign} to_microseconds({span.Sql} // 10))");

    private string Unit(Node at, string unit) => unit.ToLowerInvariant() switch
    {
        "year" or "quarter" or "month" or "day" or "hour" or "minute" or "second" or "millisecond" or "microsecond" => unit.ToLowerInvariant(),
        var other => throw Unsupported(at, $"The part '{other}'"),
    };

    private Scalar ScalarCall(CallExpression call, FunctionDeclaration function, Relation? input)
    {
        var scope = new Scope(_scope);
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            var parameter = function.Parameters[i];
            var value = i < call.Arguments.Count ? call.Arguments[i].Value : parameter.Default ?? throw WrongCount(call, call.Name);
            scope.Define(parameter.Name, Convert(BindScalar(value, input), parameter.Type ?? throw Semantic(call, "SEM0085", $"'{call.Name}' is not a scalar function.")));
        }

        if (_expanding.Contains(call.Name))
            throw Semantic(call, "SEM0057", $"'{call.Name}' calls itself; recursion is not supported.");
        _expanding.Push(call.Name);
        try
        {
            return In(scope, () =>
            {
                foreach (var statement in function.Body)
                {
                    if (statement is QueryStatement { Pipeline: { Operators.Count: 0 } pipeline })
                        return BindScalar(pipeline.Source, input);
                    BindLet(statement);
                }

                throw Semantic(call, "SEM0085", $"'{call.Name}' is not a scalar function.");
            });
        }
        finally
        {
            _expanding.Pop();
        }
    }
}
