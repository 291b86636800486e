using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;
using static LocalKusto.Kql.Functions.FunctionBuilder;
using static LocalKusto.Kql.Plan.ColumnNaming;

namespace LocalKusto.Kql.Functions;

/// <summary>Mathematical functions, rounding and bitwise operations.</summary>
internal static class NumberFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        Sql("bin|floor(value: integer, roundTo: integer): promoted?", Bin, FirstArgument),
        Native("bin|floor(value: decimal, roundTo: exactdecimal): decimal?",
            (KustoDecimal value, KustoDecimal size) => KustoDecimal.Bin(value, size), FirstArgument),
        Native("bin|floor(value: exactdecimal, roundTo: decimal): decimal?",
            (KustoDecimal value, KustoDecimal size) => KustoDecimal.Bin(value, size), FirstArgument),
        Sql("bin|floor(value: real, roundTo: real): real?", "CASE WHEN {1} > 0 THEN floor({0} / {1}) * {1} END", FirstArgument),
        Sql("bin|floor(value: timespan, roundTo: timespan): timespan?", Bin, FirstArgument),
        Sql("bin|floor(value: datetime, roundTo: timespan): datetime?", Bin, FirstArgument),
        Sql("bin_at(value: integer, bin_size: integer, fixed_point: integer): promoted?", BinAt, FirstArgument),
        .. DecimalBinAt("exactdecimal", "decimal", "decimal"),
        .. DecimalBinAt("decimal", "exactdecimal", "decimal"),
        .. DecimalBinAt("decimal", "decimal", "exactdecimal"),
        Sql("bin_at(value: real, bin_size: real, fixed_point: real): real?",
            "CASE WHEN {1} > 0 THEN {2} + floor(({0} - {2}) / {1}) * {1} END", FirstArgument),
        Sql("bin_at(value: timespan, bin_size: timespan, fixed_point: timespan): timespan?", BinAt, FirstArgument),
        Sql("bin_at(value: datetime, bin_size: timespan, fixed_point: datetime): datetime?", BinAt, FirstArgument),

        Sql("ceiling(number: integer): number", "{0}", FirstArgument),
        Sql("ceiling(number: exactreal): real", "ceil({0})", FirstArgument),
        Native("ceiling(number: exactdecimal): decimal", (KustoDecimal value) => value.Ceiling(), FirstArgument),
        Native("round(number: integer, const precision: long = 0): number", (long value, long places) => RoundInteger(value, places),
            FirstArgument) with
        {
            Sql = (call, sql) => call.Arguments[1] is ConstantNode { Value: >= 0L } ? sql[0]
                : $"kql_round_integer_long({sql[0]}, {sql[1]})::{call.Type.DuckDbName()}", Template = null,
        },
        Native("round(number: exactreal, const precision: long = 0): real", (double value, long places) => Round(value, places),
            FirstArgument),
        Native("round(number: exactdecimal, const precision: long = 0): decimal", (KustoDecimal value, long places) => value.Round(places),
            FirstArgument),
        Sql("abs(number: long): long", "abs({0})", FirstArgument),
        Sql("abs(number: exactreal): real", "abs({0})", FirstArgument),
        Native("abs(number: exactdecimal): decimal", (KustoDecimal value) => value.Digits.Sign < 0 ? -value : value, FirstArgument),
        Sql("abs(number: timespan): timespan", "abs({0})", FirstArgument),
        Sql("sign(number: real): real", "sign({0})::DOUBLE"),
        Sql("sqrt(number: real): real?", "CASE WHEN {0} < 0 THEN NULL ELSE sqrt({0}) END", FirstArgument),
        Native("pow(base: real, exponent: real): real", (double x, double y) => Math.Pow(x, y), FirstArgument),
        Native("exp(number: real): real", (double x) => Math.Exp(x), FirstArgument),
        Native("exp2(number: real): real", (double x) => Math.Pow(2, x), FirstArgument),
        Native("exp10(number: real): real", (double x) => Math.Pow(10, x), FirstArgument),
        Native("log(number: real): real?", (double x) => x > 0 ? Math.Log(x) : (double?)null, FirstArgument),
        Native("log2(number: real): real?", (double x) => x > 0 ? Math.Log2(x) : (double?)null, FirstArgument),
        Native("log10(number: real): real?", (double x) => x > 0 ? Math.Log10(x) : (double?)null, FirstArgument),
        Native("sin(number: real): real", (double x) => Math.Sin(x), FirstArgument),
        Native("cos(number: real): real", (double x) => Math.Cos(x), FirstArgument),
        Native("tan(number: real): real", (double x) => Math.Tan(x), FirstArgument),
        Native("asin(number: real): real", (double x) => Math.Asin(x), FirstArgument),
        Native("acos(number: real): real", (double x) => Math.Acos(x), FirstArgument),
        Native("atan(number: real): real", (double x) => Math.Atan(x), FirstArgument),
        Native("atan2(y: real, x: real): real", (double y, double x) => Math.Atan2(y, x), FirstArgument),
        Native("cot(number: real): real", (double x) => 1 / Math.Tan(x)),
        Native("degrees(radians: real): real", (double x) => x * 180 / Math.PI),
        Native("radians(degrees: real): real", (double x) => x * Math.PI / 180),
        Sql("pi(): real", "pi()") with { Fold = _ => new ConstantNode(KustoType.Real, Math.PI) },
        Native("gamma(number: real): real", (double x) => SpecialFunctions.Gamma(x), FirstArgument),
        Native("loggamma(number: real): real", (double x) => SpecialFunctions.LogGamma(x), FirstArgument),
        Native("beta_cdf(x: real, alpha: real, beta: real): real",
            (double x, double alpha, double beta) => BetaDistribution.Probability(x, alpha, beta)),
        Native("beta_inv(probability: real, alpha: real, beta: real): real?",
            (double probability, double alpha, double beta) => BetaDistribution.Quantile(probability, alpha, beta)),
        Native("beta_pdf(x: real, alpha: real, beta: real): real",
            (double x, double alpha, double beta) => BetaDistribution.Density(x, alpha, beta)),
        Native("erf(number: real): real", (double x) => SpecialFunctions.Erf(x), FirstArgument),
        Native("erfc(number: real): real", (double x) => 1 - SpecialFunctions.Erf(x), FirstArgument),
        Sql("rand(): real", "random()", FirstArgument) with { IsVolatile = true },
        Sql("rand(number: long): real", "floor(random() * {0})", FirstArgument) with { IsVolatile = true },
        Sql("new_guid(): guid", "gen_random_uuid()") with { IsVolatile = true },

        Sql("binary_and(value1: long, value2: long): long", "({0} & {1})", FirstArgument),
        Sql("binary_or(value1: long, value2: long): long", "({0} | {1})", FirstArgument),
        Sql("binary_xor(value1: long, value2: long): long", "xor({0}, {1})", FirstArgument),
        Sql("binary_not(value: long): long", "(~{0})", FirstArgument),
        Native("binary_shift_left(value: long, shift: long): long?", (long value, long shift) => shift is >= 0 and < 64
            ? value << (int)shift : shift >= 64 ? value << (int)(shift % 64) : (long?)null, FirstArgument),
        Native("binary_shift_right(value: long, shift: long): long?", (long value, long shift) => shift >= 0 ? value >> (int)(shift % 64)
            : (long?)null, FirstArgument),
        Sql("bitset_count_ones(value: long): long", "bit_count({0})::BIGINT", FirstArgument),

        Sql("around(value: real, center: real, delta: real): bool", "({0} BETWEEN {1} - {2} AND {1} + {2})"),
        Sql("around(value: datetime, center: datetime, delta: timespan): bool", "({0} BETWEEN {1} - {2} AND {1} + {2})"),
        Sql("around(value: timespan, center: timespan, delta: timespan): bool", "({0} BETWEEN {1} - {2} AND {1} + {2})"),
    ];

    private static IEnumerable<ScalarFunction> DecimalBinAt(string value, string size, string fixedPoint) =>
    [
        Native($"bin_at(value: {value}, bin_size: {size}, fixed_point: {fixedPoint}): decimal?",
            (KustoDecimal x, KustoDecimal bin, KustoDecimal at) => KustoDecimal.Bin(x - at, bin) is { } binned ? binned + at
                : (KustoDecimal?)null, FirstArgument),
    ];

    /// <summary>
    /// Returns the SQL for bin(), which rounds toward negative infinity. Datetimes are counted from the year 1, so they are never negative.
    /// </summary>
    private static string Bin(CallNode call, IReadOnlyList<string> sql)
    {
        var rest = call.Arguments[0].Type == KustoType.DateTime ? $"{sql[0]} % {sql[1]}" : $"(({sql[0]} % {sql[1]}) + {sql[1]}) % {sql[1]}";
        var binned = $"({sql[0]} - {rest})";
        return call.Arguments[1] is ConstantNode { Value: > 0L or > 0 } or ConstantNode { Value: System.TimeSpan { Ticks: > 0 } }
            ? binned
            : $"CASE WHEN {sql[1]} > 0 THEN {binned} END";
    }

    private static string BinAt(CallNode call, IReadOnlyList<string> sql) =>
        $"CASE WHEN {sql[1]} > 0 THEN {sql[0]} - ((({sql[0]} - {sql[2]}) % {sql[1]}) + {sql[1]}) % {sql[1]} END";

    private static long? RoundInteger(long value, long places) =>
        places < -18 ? 0 : KustoDecimal.From(value).Round(places).ToLong();

    /// <summary>Rounds a number. A midpoint is rounded away from zero.</summary>
    private static double Round(double value, long places)
    {
        if (!double.IsFinite(value) || places > 17)
            return value;
        return places is >= 0 and <= 15 && Math.Abs(value) < 1e15
            ? Math.Round(value, (int)places, MidpointRounding.AwayFromZero)
            : KustoDecimal.From(value)!.Value.Round(places).ToDouble();
    }
}
