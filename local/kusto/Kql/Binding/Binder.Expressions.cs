using System.Text.Json;
using System.Text.RegularExpressions;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

internal sealed partial class Binder
{
    /// <summary>A column wins over a let or a parameter of the same name.</summary>
    private Scalar BindScalar(Expression expression, Relation? input, bool inAggregate = false)
    {
        switch (expression)
        {
            case LiteralExpression literal:
                return Constant(literal.Type, literal.Value);
            case NameExpression name:
                if (input?.Columns.FirstOrDefault(column => column.Name == name.Name) is { } found)
                {
                    return inAggregate
                        ? throw Semantic(name, "SEM0100", $"'{name.Name}' must be inside an aggregation function here.")
                        : found.AsScalar();
                }

                return _scope.FindScalar(name.Name)
                    ?? throw Semantic(name, "SEM0100", $"Failed to resolve scalar expression named '{name.Name}'");
            case CallExpression call when AggregateNames.Contains(call.Name):
                return inAggregate && input is not null
                    ? Aggregate(call, input)
                    : throw Semantic(call, "SEM0260", $"The aggregation function '{call.Name}' can stand only in summarize.");
            case CallExpression { Name: "toscalar", Arguments: [var argument] }:
                var one = BindSource(argument.Value).Limited("1");
                return new Scalar(one.Columns[0].Type, $"({one.WithColumns([one.Columns[0]]).ToSql()})");
            case CallExpression call:
                return Call(call, input, inAggregate);
            case MemberExpression member:
                return Path(member, BindScalar(member.Target, input, inAggregate), Constant(KustoType.String, member.Name));
            case IndexExpression index:
                return Path(index, BindScalar(index.Target, input, inAggregate), BindScalar(index.Index, input));
            case UnaryExpression unary:
                var operand = BindScalar(unary.Operand, input, inAggregate);
                if (operand.Constant is long or double or TimeSpan && unary.Operand is LiteralExpression)
                {
                    return Constant(operand.Type, operand.Constant switch
                    {
                        long number => -number,
                        double number => -number,
                        var span => (object)(-(TimeSpan)span!),
                    });
                }

                return operand with { Sql = $"(-({operand.Sql}))", IsSimple = false, Constant = null };
            case BinaryExpression binary:
                return Binary(binary, input, inAggregate);
            case BetweenExpression between:
                return Between(between, input);
            case InExpression contains:
                return In(contains, input);
            default:
                throw Semantic(expression, "SEM0085", "A scalar expression is expected here.");
        }
    }

    private static Scalar Constant(KustoType type, object? value) =>
        new(type, Sql.Literal(type, value), IsSimple: true, Constant: type == KustoType.String ? value ?? "" : value, IsNullable: value is null)
        {
            IsNullConstant = type != KustoType.String && value is null,
        };

    private Scalar Binary(BinaryExpression binary, Relation? input, bool inAggregate)
    {
        var left = BindScalar(binary.Left, input, inAggregate);
        var right = BindScalar(binary.Right, input, inAggregate);
        return binary.Operator switch
        {
            "and" => Constants.And(left, right) ?? Bool($"({Truth(left)} AND {Truth(right)})"),
            "or" => Constants.Or(left, right) ?? Bool($"({Truth(left)} OR {Truth(right)})"),
            "==" or "!=" => Equality(binary, left, right),
            "<" or "<=" or ">" or ">=" => Comparison(binary, left, right),
            "+" or "-" or "*" or "/" or "%" => Arithmetic(binary, left, right),
            _ => Text(binary, left, right),
        };
    }

    private static Scalar Bool(string sql) => new(KustoType.Bool, sql);

    private static string Truth(Scalar value) => value.Type == KustoType.Dynamic ? $"TRY_CAST({value.Sql} AS BOOLEAN)" : value.Sql;

    private Scalar Equality(BinaryExpression binary, Scalar left, Scalar right)
    {
        (left, right) = Common(binary, left, right);
        var isEqual = binary.Operator == "==";
        if (Constants.AreEqual(left, right) is { } known)
            return Constants.Of(known == isEqual);
        if (left.Type == KustoType.String || (!left.IsNullable && !right.IsNullable))
            return Bool($"({left.Sql} {(isEqual ? "=" : "<>")} {right.Sql})");

        // With a known value on one side both cannot be null.
        if (!left.IsNullable || !right.IsNullable)
            return Bool(isEqual ? $"coalesce({left.Sql} = {right.Sql}, false)" : $"({left.Sql} IS DISTINCT FROM {right.Sql})");
        return Bool($"CASE WHEN {left.Sql} IS NULL AND {right.Sql} IS NULL THEN NULL ELSE {left.Sql} IS {(isEqual ? "NOT " : "")}DISTINCT FROM {right.Sql} END");
    }

    private Scalar Comparison(BinaryExpression binary, Scalar left, Scalar right)
    {
        (left, right) = Common(binary, left, right);
        return left.Type is KustoType.String or KustoType.Dynamic or KustoType.Guid
            ? throw Semantic(binary, "SEM0064", $"The operator '{binary.Operator}' is not defined for {KustoNames.Of(left.Type)} and {KustoNames.Of(right.Type)}.")
            : Bool($"({left.Sql} {binary.Operator} {right.Sql})");
    }

    /// <summary>Two operands as one type: numbers widen, a literal text beside a datetime or guid becomes one, dynamic becomes the other's type.</summary>
    private (Scalar Left, Scalar Right) Common(Node at, Scalar left, Scalar right)
    {
        if (left.Type == right.Type)
        {
            return left.Type == KustoType.Dynamic
                ? throw Semantic(at, "SEM0001", "Two dynamic values cannot be compared; cast one of them.")
                : (left, right);
        }

        if (left.Type == KustoType.Dynamic)
            return (Convert(left, right.Type), right);
        if (right.Type == KustoType.Dynamic)
            return (left, Convert(right, left.Type));
        if (Widest(left.Type, right.Type) is { } type)
            return (Convert(left, type), Convert(right, type));
        if (right is { Type: KustoType.String, Constant: string text } && Literals.TryParse(left.Type, text, out var value))
            return (left, Constant(left.Type, value));
        if (left is { Type: KustoType.String, Constant: string other } && Literals.TryParse(right.Type, other, out value))
            return (Constant(right.Type, value), right);
        throw Semantic(at, "SEM0064", $"{KustoNames.Of(left.Type)} and {KustoNames.Of(right.Type)} cannot be compared.");
    }

    private static KustoType? Widest(KustoType left, KustoType right)
    {
        static int Rank(KustoType type) => type switch
        {
            KustoType.Int => 1,
            KustoType.Long => 2,
            KustoType.Real => 3,
            KustoType.Decimal => 4,
            _ => 0,
        };
        if (left == right)
            return left;
        return Rank(left) > 0 && Rank(right) > 0 ? Rank(left) > Rank(right) ? left : right : null;
    }

    private Scalar Arithmetic(BinaryExpression binary, Scalar left, Scalar right)
    {
        var symbol = binary.Operator;
        switch (left.Type, right.Type)
        {
            case (KustoType.DateTime, KustoType.DateTime) when symbol == "-":
                return new Scalar(KustoType.TimeSpan, $"((epoch_us({left.Sql}) - epoch_us({right.Sql})) * 10)");
            case (KustoType.DateTime, KustoType.TimeSpan) when symbol is "+" or "-":
                return new Scalar(KustoType.DateTime, $"({left.Sql} {symbol} to_microseconds({right.Sql} // 10))");
            case (KustoType.TimeSpan, KustoType.DateTime) when symbol == "+":
                return new Scalar(KustoType.DateTime, $"({right.Sql} + to_microseconds({left.Sql} // 10))");
            case (KustoType.TimeSpan, KustoType.TimeSpan) when symbol is "+" or "-":
                return new Scalar(KustoType.TimeSpan, $"({left.Sql} {symbol} {right.Sql})");
            case (KustoType.TimeSpan, KustoType.TimeSpan) when symbol == "/":
                return new Scalar(KustoType.Real, $"({left.Sql}::DOUBLE / {right.Sql})");
            case (KustoType.TimeSpan, KustoType.TimeSpan) when symbol == "%":
                return new Scalar(KustoType.TimeSpan, Modulo(left.Sql, right.Sql));
            case (KustoType.TimeSpan, KustoType.Int or KustoType.Long or KustoType.Real) when symbol is "*" or "/":
                return new Scalar(KustoType.TimeSpan, $"trunc({left.Sql}::DOUBLE {symbol} {right.Sql})::BIGINT");
            case (KustoType.Int or KustoType.Long or KustoType.Real, KustoType.TimeSpan) when symbol == "*":
                return new Scalar(KustoType.TimeSpan, $"trunc({left.Sql} * {right.Sql}::DOUBLE)::BIGINT");
        }

        if (left.Type == KustoType.Dynamic)
            left = Convert(left, right.Type == KustoType.Dynamic ? KustoType.Real : right.Type);
        if (right.Type == KustoType.Dynamic)
            right = Convert(right, left.Type);
        var type = Widest(left.Type, right.Type);
        if (type is null or KustoType.String or KustoType.Bool or KustoType.Guid or KustoType.DateTime)
        {
            throw Semantic(
                binary, "SEM0064", $"The operator '{symbol}' is not defined for {KustoNames.Of(left.Type)} and {KustoNames.Of(right.Type)}.");
        }

        var result = type == KustoType.Int ? KustoType.Long : type.Value;
        var (a, b) = (Convert(left, result).Sql, Convert(right, result).Sql);
        return result switch
        {
            KustoType.Long when symbol == "/" => new Scalar(result, $"({a} // {b})"),
            KustoType.Long when symbol == "%" => new Scalar(result, Modulo(a, b)),
            KustoType.Long => new Scalar(result, $"({a} {symbol} {b})"),
            _ when symbol == "%" => new Scalar(result, $"({a} - floor({a} / {b}) * {b})"),
            _ => new Scalar(result, $"({a} {symbol} {b})"),
        };
    }

    /// <summary>Never negative for a positive modulus.</summary>
    private static string Modulo(string a, string b) => $"((({a} % abs({b})) + abs({b})) % abs({b}))";

    private Scalar Between(BetweenExpression between, Relation? input)
    {
        var value = BindScalar(between.Value, input);
        var low = BindScalar(between.Low, input);
        var high = BindScalar(between.High, input);
        if (low.Type == KustoType.DateTime && high.Type == KustoType.TimeSpan)
            high = new Scalar(KustoType.DateTime, $"({low.Sql} + to_microseconds({high.Sql} // 10))");
        if (value.Type is KustoType.String or KustoType.Dynamic or KustoType.Guid)
            throw Semantic(between, "SEM0208", $"'between' is not defined for {KustoNames.Of(value.Type)}.");
        var (first, lower) = Common(between, value, low);
        var (second, upper) = Common(between, value, high);
        return Bool($"({(between.IsNegated ? "NOT " : "")}({first.Sql} >= {lower.Sql} AND {second.Sql} <= {upper.Sql}))");
    }

    private Scalar In(InExpression contains, Relation? input)
    {
        var value = BindScalar(contains.Value, input);
        var isNegated = contains.Operator[0] == '!';
        var name = contains.Operator.TrimStart('!');
        if (name == "in~")
            value = new Scalar(KustoType.String, $"lower({AsText(value).Sql})", IsNullable: false);
        if (contains.Items is [var only] && IsTabular(only, input))
        {
            var list = BindSource(contains.Items[0]).Wrap();
            var first = name == "in~" ? $"lower({list.Columns[0].Sql})" : list.Columns[0].Sql;
            var inner = $"SELECT 1 FROM {list.Source} WHERE {first} = {value.Sql}";
            return Bool($"{(isNegated ? "NOT " : "")}EXISTS ({inner})");
        }

        var items = contains.Items.Select(item => BindScalar(item, input)).ToList();
        if (items is [{ Type: KustoType.Dynamic, Constant: string json }])
            items = [.. Elements(json)];
        if (name is "has_any" or "has_all")
        {
            var tests = items.Select(item => Term(AsText(value).Sql, item, "has")).DefaultIfEmpty(name == "has_any" ? "false" : "true");
            return Bool($"({string.Join(name == "has_any" ? " OR " : " AND ", tests)})");
        }

        if (items.Count == 0)
            return Constant(KustoType.Bool, isNegated);
        if (name == "in~")
            items = items.ConvertAll(item => new Scalar(KustoType.String, $"lower({AsText(item).Sql})", IsNullable: false));
        var pairs = items.Select(item => Common(contains, value, item)).ToList();
        var sql = $"({pairs[0].Left.Sql} IN ({string.Join(", ", pairs.Select(pair => pair.Right.Sql))}))";
        return Bool(isNegated ? $"coalesce(NOT {sql}, true)" : sql);
    }

    /// <summary>Whether a single item of a list is a query of its own. A column or a scalar of the same name comes first.</summary>
    private bool IsTabular(Expression item, Relation? input) => item switch
    {
        PipelineExpression => true,
        NameExpression name => input?.Columns.Any(column => column.Name == name.Name) != true && IsTable(name.Name),
        CallExpression call => IsTabularCall(call),
        _ => false,
    };

    private static IEnumerable<Scalar> Elements(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            return [];
        return [.. document.RootElement.EnumerateArray().Select(item => item.ValueKind switch
        {
            JsonValueKind.Number => item.TryGetInt64(out var whole) ? Constant(KustoType.Long, whole) : Constant(KustoType.Real, item.GetDouble()),
            JsonValueKind.True or JsonValueKind.False => Constant(KustoType.Bool, item.GetBoolean()),
            JsonValueKind.String => Constant(KustoType.String, item.GetString()),
            _ => Constant(KustoType.String, item.GetRawText()),
        })];
    }

    private Scalar Text(BinaryExpression binary, Scalar left, Scalar right)
    {
        if (left.Type is not (KustoType.String or KustoType.Dynamic) || right.Type is not (KustoType.String or KustoType.Dynamic))
        {
            throw Semantic(
                binary, "SEM0709", $"The operator '{binary.Operator}' is not defined for {KustoNames.Of(left.Type)} and {KustoNames.Of(right.Type)}.");
        }

        var isNegated = binary.Operator[0] == '!';
        var name = binary.Operator.TrimStart('!');
        var (a, b) = (AsText(left).Sql, AsText(right));
        var test = name switch
        {
            "=~" or "~" => $"(lower({a}) = lower({b.Sql}))",
            "contains" => $"contains(lower({a}), lower({b.Sql}))",
            "contains_cs" => $"contains({a}, {b.Sql})",
            "startswith" => $"starts_with(lower({a}), lower({b.Sql}))",
            "startswith_cs" => $"starts_with({a}, {b.Sql})",
            "endswith" => $"ends_with(lower({a}), lower({b.Sql}))",
            "endswith_cs" => $"ends_with({a}, {b.Sql})",
            "matches regex" => $"regexp_matches({a}, {b.Sql})",
            _ => Term(a, b, name),
        };
        return Bool(isNegated ? $"(NOT {test})" : test);
    }

    /// <summary>
    /// Whole terms: runs of letters and digits. A boundary is tested only where the needle itself begins or ends with such a
    /// character. The pattern must be a constant, or RE2 would be compiled for every row.
    /// </summary>
    private static string Term(string text, Scalar needle, string name)
    {
        if (needle.Constant is not string constant)
        {
            var pattern = $"'(?i)(?:^|[^\\pL\\pN])' || regexp_escape({needle.Sql}) || '(?:$|[^\\pL\\pN])'";
            return $"regexp_matches({text}, {pattern})";
        }

        var isCaseSensitive = name.EndsWith("_cs", StringComparison.Ordinal);
        if (constant.Trim().Length == 0)
            return $"contains({text}, {needle.Sql})";
        var left = !name.StartsWith("hassuffix", StringComparison.Ordinal) && char.IsLetterOrDigit(constant[0]) ? "(?:^|[^\\pL\\pN])" : "";
        var right = !name.StartsWith("hasprefix", StringComparison.Ordinal) && char.IsLetterOrDigit(constant[^1]) ? "(?:$|[^\\pL\\pN])" : "";
        var regex = (isCaseSensitive ? "" : "(?i)") + left + EscapeRegex(constant) + right;
        return $"regexp_matches({text}, {Sql.Quote(regex)})";
    }

    private static string EscapeRegex(string text) => RegexMark().Replace(text, "\\$0");

    private Scalar Path(Node at, Scalar target, Scalar key)
    {
        if (target.Type != KustoType.Dynamic)
            throw Semantic(at, "SEM0100", $"Only a dynamic value has members, not a {KustoNames.Of(target.Type)}.");
        var path = key switch
        {
            { Constant: string name } => Sql.Quote($"$.\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\""),
            { Constant: long index } => Sql.Quote(index < 0 ? $"$[#{index}]" : $"$[{index}]"),
            { Type: KustoType.String } => $"('$.\"' || replace({key.Sql}, '\"', '\\\"') || '\"')",
            _ => $"('$[' || CASE WHEN {key.Sql} < 0 THEN '#' ELSE '' END || {key.Sql} || ']')",
        };

        // A JSON null is a null.
        return new Scalar(KustoType.Dynamic, $"nullif(json_extract({target.Sql}, {path}), 'null'::JSON)");
    }

    /// <summary>The name that a nameless expression gets.</summary>
    private static string? DefaultName(Expression expression) => expression switch
    {
        NameExpression name => name.Name,
        MemberExpression member => $"{DefaultName(member.Target)}_{member.Name}",
        IndexExpression { Index: LiteralExpression index } path => $"{DefaultName(path.Target)}_{index.Value}",
        CallExpression { Name: "strlen", Arguments: [var argument] } => $"strlen_{DefaultName(argument.Value)}",
        CallExpression { Arguments: [var first, ..] } call when ScalarFunctions.KeepsName(call.Name) => DefaultName(first.Value),
        _ => null,
    };

    [GeneratedRegex(@"[\\.\[\]{}()*+?^$|]")]
    private static partial Regex RegexMark();
}
