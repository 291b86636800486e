using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// Arithmetic with numbers in dynamic values. The result for two integers is an integer, or a real if the result is outside the range of
/// long. The result of dividing an integer by the integer 0 is null. The result for other numbers is a real.
/// </summary>
internal static class DynamicNumbers
{
    public static Json? Add(JsonElement left, JsonElement right) => Compute(left, right, (a, b) => a + b, (a, b) => a + b);

    public static Json? Subtract(JsonElement left, JsonElement right) => Compute(left, right, (a, b) => a - b, (a, b) => a - b);

    public static Json? Multiply(JsonElement left, JsonElement right) => Compute(left, right, (a, b) => a * b, (a, b) => a * b);

    public static Json? Divide(JsonElement left, JsonElement right) =>
        Compute(left, right, (a, b) => b == 0 ? null : a / b, (a, b) => a / b);

    public static Json? Modulo(JsonElement left, JsonElement right) =>
        Compute(left, right, (a, b) => b == 0 ? null : ((a % b) + Int128.Abs(b)) % Int128.Abs(b), (a, b) => a - (Math.Floor(a / b) * b));

    public static Json? Negate(JsonElement value) => value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt64(out var integer) && integer != long.MinValue ? DynamicValues.From(-integer)
        : DynamicValues.From(-value.GetDouble());

    private static Json? Compute(JsonElement left, JsonElement right, Func<Int128, Int128, Int128?> integer,
        Func<double, double, double> real)
    {
        if (left.ValueKind != JsonValueKind.Number || right.ValueKind != JsonValueKind.Number)
            return null;
        if (left.TryGetInt64(out var a) && right.TryGetInt64(out var b))
            return integer(a, b) is not { } result ? null : result >= long.MinValue && result <= long.MaxValue
                ? DynamicValues.From((long)result) : DynamicValues.From((double)result);
        return DynamicValues.From(real(left.GetDouble(), right.GetDouble()));
    }
}
