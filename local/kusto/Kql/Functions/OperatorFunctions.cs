using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>Logical, arithmetic and comparison operators. The binder converts the operands of a comparison to a common type.</summary>
internal static class OperatorFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        // Connectives
        Sql("and(...2 operand: logical): bool", (_, sql) => $"({string.Join(" AND ", sql)})") with { Fold = Connective(absorbing: false) },
        Sql("or(...2 operand: logical): bool", (_, sql) => $"({string.Join(" OR ", sql)})") with { Fold = Connective(absorbing: true) },
        Sql("not(operand: bool): bool", "(NOT {0})") with { Fold = call => call.Arguments[0] is ConstantNode { Value: bool known }
            ? ConstantNode.From(!known) : null },

        // Comparisons
        Sql("==(left: any, right: any): bool", (call, sql) => Equality(call, sql, isEqual: true)) with
        {
            FilterTemplate = "({0} = {1})", Nullability = BothNullable, Fold = call => FoldEquality(call, isEqual: true),
        },
        Sql("!=(left: any, right: any): bool", (call, sql) => Equality(call, sql, isEqual: false)) with
        {
            Nullability = BothNullable, Fold = call => FoldEquality(call, isEqual: false),
        },
        Sql("<(left: any, right: any): bool", "({0} < {1})") with { Fold = call => FoldOrder(call, order => order < 0) },
        Sql("<=(left: any, right: any): bool", "({0} <= {1})") with { Fold = call => FoldOrder(call, order => order <= 0) },
        Sql(">(left: any, right: any): bool", "({0} > {1})") with { Fold = call => FoldOrder(call, order => order > 0) },
        Sql(">=(left: any, right: any): bool", "({0} >= {1})") with { Fold = call => FoldOrder(call, order => order >= 0) },
        Sql("between(value: any, low: any, high: any): bool", "({0} BETWEEN {1} AND {2})"),

        // Integers
        Sql("+(left: long, right: long): long", "({0} + {1})") with { Fold = Integers((a, b) => a + b) },
        Sql("-(left: long, right: long): long", "({0} - {1})") with { Fold = Integers((a, b) => a - b) },
        Sql("*(left: long, right: long): long", "({0} * {1})") with { Fold = Integers((a, b) => a * b) },
        Sql("/(left: long, right: long): long?", "({0} // {1})") with { Fold = Integers((a, b) => b == 0 ? null : a / b) },
        Sql("%(left: long, right: long): long?",
            Modulo) with { Fold = Integers((a, b) => b == 0 ? null : ((a % b) + Int128.Abs(b)) % Int128.Abs(b)) },
        Sql("-(operand: long): long", "(-{0})") with { Fold = call => call.Arguments[0] is ConstantNode { Value: long known }
            && known != long.MinValue ? ConstantNode.From(-known) : null },

        // Reals
        Sql("+(left: exactreal, right: exactreal): real", "({0} + {1})") with { Fold = Floating((a, b) => a + b) },
        Sql("-(left: exactreal, right: exactreal): real", "({0} - {1})") with { Fold = Floating((a, b) => a - b) },
        Sql("*(left: exactreal, right: exactreal): real", "({0} * {1})") with { Fold = Floating((a, b) => a * b) },
        Sql("/(left: exactreal, right: exactreal): real", "({0} / {1})") with { Fold = Floating((a, b) => a / b) },
        Sql("%(left: exactreal, right: exactreal): real", "({0} - floor({0} / {1}) * {1})"),
        Sql("-(operand: exactreal): real", "(-{0})") with { Fold = call => call.Arguments[0] is ConstantNode { Value: double known }
            ? new ConstantNode(KustoType.Real, -known) : null },

        // Decimals
        Native("$decimal_add(left: exactdecimal, right: exactdecimal): decimal", (KustoDecimal a, KustoDecimal b) => a + b),
        Native("$decimal_subtract(left: exactdecimal, right: exactdecimal): decimal", (KustoDecimal a, KustoDecimal b) => a - b),
        Native("$decimal_multiply(left: exactdecimal, right: exactdecimal): decimal", (KustoDecimal a, KustoDecimal b) => a * b),
        Native("$decimal_divide(left: exactdecimal, right: exactdecimal): decimal?",
            (KustoDecimal a, KustoDecimal b) => KustoDecimal.Divide(a, b)),
        Native("$decimal_modulo(left: exactdecimal, right: exactdecimal): decimal?",
            (KustoDecimal a, KustoDecimal b) => KustoDecimal.Modulo(a, b)),
        Native("$decimal_negate(operand: exactdecimal): decimal", (KustoDecimal a) => -a),

        // Datetimes and timespans, which are both stored as ticks
        Sql("+(left: datetime, right: timespan): datetime", "({0} + {1})") with { Fold = ShiftedTime(1) },
        Sql("+(left: timespan, right: datetime): datetime", "({0} + {1})"),
        Sql("-(left: datetime, right: timespan): datetime", "({0} - {1})") with { Fold = ShiftedTime(-1) },
        Sql("-(left: datetime, right: datetime): timespan", "({0} - {1})"),
        Sql("+(left: timespan, right: timespan): timespan", "({0} + {1})") with { Fold = Spans((a, b) => a + b) },
        Sql("-(left: timespan, right: timespan): timespan", "({0} - {1})") with { Fold = Spans((a, b) => a - b) },
        Sql("/(left: timespan, right: timespan): real", "({0}::DOUBLE / {1})"),
        Sql("/(left: datetime, right: timespan): real", "({0}::DOUBLE / {1})"),
        Sql("%(left: timespan, right: timespan): timespan?", Modulo),
        Sql("%(left: datetime, right: timespan): timespan?", Modulo),
        Sql("*(left: timespan, right: real): timespan?",
            "TRY_CAST(trunc({0}::DOUBLE * {1}) AS BIGINT)") with { Fold = ScaledSpan((ticks, factor) => ticks * factor) },
        Sql("*(left: real, right: timespan): timespan?", "TRY_CAST(trunc({0} * {1}::DOUBLE) AS BIGINT)"),
        Sql("/(left: timespan, right: real): timespan?",
            "TRY_CAST(trunc({0}::DOUBLE / {1}) AS BIGINT)") with { Fold = ScaledSpan((ticks, factor) => ticks / factor) },
        Sql("-(operand: timespan): timespan", "(-{0})") with
        {
            Fold = call => call.Arguments[0] is ConstantNode { Value: System.TimeSpan known } && known != System.TimeSpan.MinValue
                ? new ConstantNode(KustoType.TimeSpan, -known) : null,
        },
    ];

    private static Func<CallNode, ScalarNode?> Connective(bool absorbing) => call =>
    {
        if (call.Arguments.Any(operand => operand is ConstantNode { Value: bool known } && known == absorbing))
            return ConstantNode.From(absorbing);
        var open = call.Arguments.Where(operand => operand is not ConstantNode { Value: bool }).ToList();
        return open.Count == call.Arguments.Count ? null
            : open.Count == 0 ? ConstantNode.From(!absorbing)
            : open.Count == 1 ? open[0]
            : call with { Arguments = open };
    };

    private static bool BothNullable(CallNode call) => call.Arguments[0].IsNullable && call.Arguments[1].IsNullable;

    /// <summary>Returns the SQL for an equality test. A null differs from any value, and the comparison of two nulls is null.</summary>
    private static string Equality(CallNode call, IReadOnlyList<string> sql, bool isEqual)
    {
        var (leftNullable, rightNullable) = (call.Arguments[0].IsNullable, call.Arguments[1].IsNullable);
        if (!leftNullable && !rightNullable)
            return $"({sql[0]} {(isEqual ? "=" : "<>")} {sql[1]})";
        if (leftNullable && rightNullable)
        {
            return $"CASE WHEN {sql[0]} IS NULL AND {sql[1]} IS NULL THEN NULL "
                + $"ELSE {sql[0]} IS {(isEqual ? "NOT " : "")}DISTINCT FROM {sql[1]} END";
        }
        return isEqual ? $"coalesce({sql[0]} = {sql[1]}, false)" : $"({sql[0]} IS DISTINCT FROM {sql[1]})";
    }

    private static ConstantNode? FoldEquality(CallNode call, bool isEqual) =>
        call.Arguments[0] is ConstantNode { Value: { } a and not double } && call.Arguments[1] is ConstantNode { Value: { } b }
            && a.GetType() == b.GetType()
            ? ConstantNode.From(a.Equals(b) == isEqual)
            : null;

    private static ConstantNode? FoldOrder(CallNode call, Func<int, bool> test) =>
        call.Arguments[0] is ConstantNode { Value: IComparable a and (long or int or System.DateTime or System.TimeSpan) }
            && call.Arguments[1] is ConstantNode { Value: { } b }
        && a.GetType() == b.GetType()
            ? ConstantNode.From(test(a.CompareTo(b)))
            : null;

    /// <summary>Returns the SQL for a modulo operation whose result is never negative.</summary>
    private static string Modulo(CallNode call, IReadOnlyList<string> sql)
    {
        var modulus = call.Arguments[1] is ConstantNode { Value: long or System.TimeSpan } ? sql[1] : $"abs({sql[1]})";
        return call.Arguments[0].Type == KustoType.DateTime && call.Arguments[1] is ConstantNode
            ? $"({sql[0]} % {modulus})"
            : $"((({sql[0]} % abs({modulus})) + abs({modulus})) % abs({modulus}))";
    }

    private static Func<CallNode, ScalarNode?> Integers(Func<Int128, Int128, Int128?> compute) => call =>
        call.Arguments is [ConstantNode { Value: long a }, ConstantNode { Value: long b }] && compute(a, b) is var result
            ? result is null ? ConstantNode.Null(KustoType.Long)
            : result >= long.MinValue && result <= long.MaxValue ? ConstantNode.From((long)result) : null
            : null;

    private static Func<CallNode, ScalarNode?> Floating(Func<double, double, double> compute) => call =>
        call.Arguments is [ConstantNode { Value: double a }, ConstantNode { Value: double b }]
            ? new ConstantNode(KustoType.Real, compute(a, b)) : null;

    private static Func<CallNode, ScalarNode?> Spans(Func<Int128, Int128, Int128> compute) => call =>
        call.Arguments is [ConstantNode { Value: System.TimeSpan a }, ConstantNode { Value: System.TimeSpan b }]
        && compute(a.Ticks, b.Ticks) is var ticks && ticks >= long.MinValue && ticks <= long.MaxValue
            ? new ConstantNode(KustoType.TimeSpan, new System.TimeSpan((long)ticks))
            : null;

    private static Func<CallNode, ScalarNode?> ScaledSpan(Func<double, double, double> compute) => call =>
        call.Arguments is [ConstantNode { Value: System.TimeSpan a }, ConstantNode { Value: double b }] && compute(a.Ticks, b) is var ticks
            && Math.Abs(ticks) < 9e18
            ? new ConstantNode(KustoType.TimeSpan, new System.TimeSpan((long)ticks))
            : null;

    /// <summary>
    /// Folds the addition of a timespan to a datetime, or its subtraction from a datetime. A result outside the range of datetime is null.
    /// </summary>
    private static Func<CallNode, ScalarNode?> ShiftedTime(int sign) => call =>
    {
        if (call.Arguments is not [ConstantNode { Value: System.DateTime time, Parameter: null },
            ConstantNode { Value: System.TimeSpan span }])
            return null;
        var ticks = time.Ticks + (sign * (Int128)span.Ticks);
        return ticks < 0 || ticks > System.DateTime.MaxValue.Ticks
            ? ConstantNode.Null(KustoType.DateTime)
            : new ConstantNode(KustoType.DateTime, new System.DateTime((long)ticks, DateTimeKind.Utc));
    };
}
