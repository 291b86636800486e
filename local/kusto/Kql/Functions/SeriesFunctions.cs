using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;

namespace LocalKusto.Kql.Functions;

/// <summary>Functions for arrays of numbers: arithmetic, statistics and filling.</summary>
internal static class SeriesFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        .. Binary("series_add", (a, b) => a + b),
        .. Binary("series_subtract", (a, b) => a - b),
        .. Binary("series_multiply", (a, b) => a * b),
        .. Binary("series_divide", (a, b) => a / b),
        .. Binary("series_pow", Math.Pow),
        .. Comparison("series_equals", (a, b) => a == b),
        .. Comparison("series_not_equals", (a, b) => a != b),
        .. Comparison("series_less", (a, b) => a < b),
        .. Comparison("series_less_equals", (a, b) => a <= b),
        .. Comparison("series_greater", (a, b) => a > b),
        .. Comparison("series_greater_equals", (a, b) => a >= b),
        Unary("series_abs", Math.Abs),
        Unary("series_ceiling", Math.Ceiling),
        Unary("series_floor", Math.Floor),
        Unary("series_exp", Math.Exp),
        Unary("series_log", Math.Log),
        Unary("series_sign", x => double.IsNaN(x) ? x : Math.Sign(x)),
        Unary("series_sin", Math.Sin),
        Unary("series_cos", Math.Cos),
        Unary("series_tan", Math.Tan),
        Unary("series_asin", Math.Asin),
        Unary("series_acos", Math.Acos),
        Unary("series_atan", Math.Atan),

        Native("series_sum(series: dynamic): real?", (JsonElement series) => Series.Aggregate(series, 0, (sum, x) => sum + x)),
        Native("series_product(series: dynamic): real?", (JsonElement series) => Series.Aggregate(series, 1, (product, x) => product * x)),
        Native("series_magnitude(series: dynamic): real?", (JsonElement series) => Series.Magnitude(series)),
        .. SeriesOrNumber("series_dot_product", "real", (JsonElement left, JsonElement right) => Series.DotProduct(left, right)),
        Native("series_cosine_similarity(series1: dynamic, series2: dynamic): real?",
            (JsonElement left, JsonElement right) => Series.CosineSimilarity(left, right)),
        Native("series_pearson_correlation(series1: dynamic, series2: dynamic): real?",
            (JsonElement left, JsonElement right) => Series.Correlation(left, right)),
        Native("series_stats_dynamic(series: dynamic, const ignore_nonfinite: bool = false): dynamic?",
            (JsonElement series, bool ignoresNonFinite) => Series.Statistics(series, ignoresNonFinite)),
        Native("series_fit_line_dynamic(series: dynamic): dynamic?", (JsonElement series) => SeriesModels.FitLine(series)),
        Native("series_iir(series: dynamic, numerators: dynamic, denominators: dynamic): dynamic?",
            (JsonElement series, JsonElement numerators, JsonElement denominators) =>
                SeriesModels.Recurse(series, numerators, denominators), ColumnNaming.FirstArgument),

        Native("series_fill_const(series: dynamic, constant_value: jsonnumber, "
            + "missing_value_placeholder: jsonnumber = real(null)): dynamic?",
            (JsonElement series, Json value, JsonElement? missing) => SeriesFilling.Constant(series, value, missing)),
        Native("series_fill_forward(series: dynamic, missing_value_placeholder: jsonnumber = real(null)): dynamic?",
            (JsonElement series, JsonElement? missing) => SeriesFilling.Forward(series, missing)),
        Native("series_fill_backward(series: dynamic, missing_value_placeholder: jsonnumber = real(null)): dynamic?",
            (JsonElement series, JsonElement? missing) => SeriesFilling.Backward(series, missing)),
        Native("series_fill_linear(series: dynamic, missing_value_placeholder: jsonnumber = real(null), fill_edges: bool = true, "
                + "constant_value: real = real(0)): dynamic?",
            (JsonElement series, JsonElement? missing, bool fillsEdges, double constant) =>
                SeriesFilling.Linear(series, missing, fillsEdges, constant)),
    ];

    private static ScalarFunction Unary(string name, Func<double, double> compute) =>
        Native($"{name}(series: dynamic): dynamic?", (JsonElement series) => Series.Map(series, compute));

    private static IReadOnlyList<ScalarFunction> Binary(string name, Func<double, double, double> compute) =>
        SeriesOrNumber(name, "dynamic", (JsonElement left, JsonElement right) => Series.Zip(left, right, compute));

    private static IReadOnlyList<ScalarFunction> Comparison(string name, Func<double, double, bool> test) =>
        SeriesOrNumber(name, "dynamic", (JsonElement left, JsonElement right) => Series.Compare(left, right, test));

    /// <summary>Creates the overloads of a function for two series. One of the arguments can also be a number, which is repeated.</summary>
    private static IReadOnlyList<ScalarFunction> SeriesOrNumber<TResult>(string name, string result,
        Func<JsonElement, JsonElement, TResult> compute) =>
    [
        Native($"{name}(series1: dynamic, series2: series): {result}?", compute),
        Native($"{name}(series1: jsonnumber, series2: dynamic): {result}?", compute),
    ];
}
