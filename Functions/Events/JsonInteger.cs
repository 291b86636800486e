using System.Buffers.Text;

namespace LatamFunctions.Events;

/// <summary>
/// Parses whole numbers in all the JSON forms that JSON Schema treats as integers: <c>13</c>, <c>13.0</c> (written by some libraries for
/// columns with missing values) and <c>1.3e1</c>.
/// </summary>
internal static class JsonInteger
{
    /// <param name="number">A JSON number (RFC 8259 §6).</param>
    /// <param name="value">The number's value; the nearest <see cref="long"/> if the number is out of range.</param>
    /// <returns>Whether the exact value, without rounding, is a whole number.</returns>
    public static bool TryParse(ReadOnlySpan<byte> number, out long value)
    {
        if (Utf8Parser.TryParse(number, out value, out var used) && used == number.Length)
            return true;

        var isNegative = number[0] == '-';
        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponentAt < 0 ? number : number[..exponentAt];
        var exponent = exponentAt < 0 ? 0 : Exponent(number[(exponentAt + 1)..]);
        var point = mantissa.IndexOf((byte)'.');
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;

        // The digits without trailing zeros, and the number of trailing zeros.
        var (significand, zeros) = (0L, 0);
        foreach (var b in mantissa)
        {
            if (b == '0')
                zeros++;
            if (b is not (> (byte)'0' and <= (byte)'9'))
                continue;

            significand = Saturated(Scale(significand, zeros + 1), b - '0');
            zeros = 0;
        }

        var scale = (long)exponent - decimals + zeros;
        value = Scale(significand, scale);
        if (isNegative)
            value = -value;
        return significand == 0 || scale >= 0;
    }

    /// <summary>
    /// Parses an exponent. An exponent outside the range of <see cref="int"/> is replaced with half of the minimum or maximum value.
    /// </summary>
    private static int Exponent(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out int exponent, out _) ? exponent : digits[0] == '-' ? int.MinValue / 2 : int.MaxValue / 2;

    private static long Scale(long value, long powerOfTen)
    {
        for (; powerOfTen > 0 && value is > 0 and < long.MaxValue; powerOfTen--)
            value = value > long.MaxValue / 10 ? long.MaxValue : value * 10;
        return value;
    }

    private static long Saturated(long value, int digit) => value > long.MaxValue - digit ? long.MaxValue : value + digit;
}
