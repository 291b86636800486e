using System.Globalization;
using System.Numerics;
using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// A decimal number with up to 34 significant digits: <paramref name="Digits"/> times ten to the power of <paramref name="Exponent"/>. The
/// number is normalized, so its digits do not end with a zero. DuckDB stores a string with the same sort order as the number
/// (<see cref="Encode"/>), so that comparing, grouping and sorting require no function calls.
/// </summary>
internal readonly record struct KustoDecimal(BigInteger Digits, int Exponent) : IComparable<KustoDecimal>
{
    public const int MaxDigits = 34;

    private const int ExponentBias = 50_000;

    public static readonly KustoDecimal Zero = new(BigInteger.Zero, 0);

    /// <summary>Rounds to 34 digits, half away from zero, and removes trailing zeros.</summary>
    public static KustoDecimal From(BigInteger digits, int exponent)
    {
        var excess = Length(digits) - MaxDigits;
        if (excess > 0)
        {
            digits = DivideRounded(digits, BigInteger.Pow(10, excess));
            exponent += excess;
        }

        if (digits.IsZero)
            return Zero;
        while (true)
        {
            var (quotient, remainder) = BigInteger.DivRem(digits, 10);
            if (!remainder.IsZero)
                return new KustoDecimal(digits, exponent);
            (digits, exponent) = (quotient, exponent + 1);
        }
    }

    public static KustoDecimal From(long value) => From(new BigInteger(value), 0);

    /// <summary>Returns the shortest decimal that converts back to the same real, or <c>null</c> if the value is not finite.</summary>
    public static KustoDecimal? From(double value) => double.IsFinite(value) ? TryParse(value.ToString("R", CultureInfo.InvariantCulture))
        : null;

    /// <summary>
    /// Parses digits with an optional sign, decimal point and exponent. Returns <c>null</c> for any other text, and for a number with too
    /// many digits or too large an exponent.
    /// </summary>
    public static KustoDecimal? TryParse(string text)
    {
        text = text.Trim();
        var (at, exponent, sawDigit) = (0, 0, false);
        var isNegative = text.StartsWith('-');
        if (text.StartsWith('-') || text.StartsWith('+'))
            at++;
        var digits = new StringBuilder();
        var isFraction = false;
        for (; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                sawDigit = true;
                digits.Append(text[at]);
                if (isFraction)
                    exponent--;
            }
            else if (text[at] == '.' && !isFraction)
            {
                isFraction = true;
            }
            else
            {
                break;
            }
        }

        if (!sawDigit || digits.Length > 4 * 1024)
            return null;
        if (at < text.Length)
        {
            if (text[at] is not ('e' or 'E')
                || !int.TryParse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
                    || Math.Abs((long)power) > 6_144)
                return null;
            exponent += power;
        }

        var value = BigInteger.Parse(digits.ToString(), CultureInfo.InvariantCulture);
        return From(isNegative ? -value : value, exponent);
    }

    public static KustoDecimal operator +(KustoDecimal left, KustoDecimal right)
    {
        var exponent = Math.Min(left.Exponent, right.Exponent);
        return From(left.Shifted(exponent) + right.Shifted(exponent), exponent);
    }

    public static KustoDecimal operator -(KustoDecimal value) => value with { Digits = -value.Digits };

    public static KustoDecimal operator -(KustoDecimal left, KustoDecimal right) => left + -right;

    public static KustoDecimal operator *(KustoDecimal left, KustoDecimal right) =>
        From(left.Digits * right.Digits, left.Exponent + right.Exponent);

    /// <summary>Returns the quotient, or <c>null</c> for a division by zero.</summary>
    public static KustoDecimal? Divide(KustoDecimal left, KustoDecimal right)
    {
        if (right.Digits.IsZero)
            return null;
        const int Guard = (2 * MaxDigits) + 2;
        return From(DivideRounded(left.Digits * BigInteger.Pow(10, Guard), right.Digits), left.Exponent - right.Exponent - Guard);
    }

    /// <summary>Returns the non-negative remainder of a division, or <c>null</c> for a division by zero.</summary>
    public static KustoDecimal? Modulo(KustoDecimal left, KustoDecimal right)
    {
        if (right.Digits.IsZero)
            return null;
        var exponent = Math.Min(left.Exponent, right.Exponent);
        var modulus = BigInteger.Abs(right.Shifted(exponent));
        var rest = BigInteger.Remainder(left.Shifted(exponent), modulus);
        return From(rest.Sign < 0 ? rest + modulus : rest, exponent);
    }

    /// <summary>
    /// Returns the greatest multiple of <paramref name="size"/> that is not greater than the value, or <c>null</c> if the size is not
    /// positive.
    /// </summary>
    public static KustoDecimal? Bin(KustoDecimal value, KustoDecimal size) =>
        size.Digits.Sign > 0 ? value - Modulo(value, size)!.Value : null;

    /// <summary>
    /// Rounds half away from zero. <paramref name="places"/> is the number of digits after the decimal point. A negative value means digits
    /// before the decimal point.
    /// </summary>
    public KustoDecimal Round(long places)
    {
        if (-(long)Exponent <= places)
            return this;
        var cut = -(long)Exponent - places;
        return cut > Length(Digits) + 1 ? Zero : From(DivideRounded(Digits, BigInteger.Pow(10, (int)cut)), (int)-places);
    }

    public KustoDecimal Ceiling()
    {
        if (Exponent >= 0)
            return this;
        var (quotient, remainder) = BigInteger.DivRem(Digits, BigInteger.Pow(10, -Exponent));
        return From(remainder.Sign > 0 ? quotient + 1 : quotient, 0);
    }

    /// <summary>Returns the integral part, or <c>null</c> if the part is outside the range of long.</summary>
    public long? ToLong()
    {
        if (Exponent > 19)
            return null;
        var integral = Exponent >= 0 ? Digits * BigInteger.Pow(10, Exponent) : Digits / BigInteger.Pow(10, Math.Min(-Exponent, 100));
        return integral >= long.MinValue && integral <= long.MaxValue ? (long)integral : null;
    }

    public double ToDouble() => double.Parse(string.Create(CultureInfo.InvariantCulture, $"{Digits}E{Exponent}"),
        CultureInfo.InvariantCulture);

    public int CompareTo(KustoDecimal other)
    {
        var exponent = Math.Min(Exponent, other.Exponent);
        return Shifted(exponent).CompareTo(other.Shifted(exponent));
    }

    /// <summary>Returns the number in decimal notation, without an exponent.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture);
        var sign = Digits.Sign < 0 ? "-" : "";
        if (Exponent >= 0)
            return sign + digits + new string('0', Exponent);
        digits = digits.PadLeft(1 - Exponent, '0');
        return $"{sign}{digits[..^-Exponent]}.{digits[^-Exponent..]}";
    }

    /// <summary>
    /// Encodes the number as a string with the same sort order. Zero is encoded as '5'. A positive number is encoded as '6', the power of
    /// ten of its first digit, and its digits. A negative number is encoded as '4', the complements of the power and the digits, and a
    /// character that is greater than all digits. Because of this character, the longer of two strings with the same start is sorted first.
    /// </summary>
    public string Encode()
    {
        if (Digits.IsZero)
            return "5";
        var digits = BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture);
        var power = digits.Length + Exponent + ExponentBias;
        return Digits.Sign > 0
            ? string.Create(CultureInfo.InvariantCulture, $"6{power:D5}{digits}")
            : string.Create(CultureInfo.InvariantCulture, $"4{99_999 - power:D5}{Complement(digits)}~");
    }

    public static KustoDecimal Decode(ReadOnlySpan<byte> text) => Decode(Encoding.ASCII.GetString(text));

    public static KustoDecimal Decode(string text)
    {
        if (text.Length <= 6)
            return Zero;
        var isNegative = text[0] == '4';
        var power = int.Parse(text.AsSpan(1, 5), CultureInfo.InvariantCulture);
        var digits = isNegative ? Complement(text[6..^1]) : text[6..];
        var value = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        return new KustoDecimal(isNegative ? -value : value, (isNegative ? 99_999 - power : power) - ExponentBias - digits.Length);
    }

    private static string Complement(string digits) => string.Concat(digits.Select(digit => (char)('0' + '9' - digit)));

    private static int Length(BigInteger digits) => digits.IsZero ? 1
        : BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).Length;

    private static BigInteger DivideRounded(BigInteger value, BigInteger divisor)
    {
        var (quotient, remainder) = BigInteger.DivRem(value, divisor);
        return BigInteger.Abs(remainder * 2) >= BigInteger.Abs(divisor) ? quotient + (value.Sign * divisor.Sign) : quotient;
    }

    /// <summary>Returns the digits for a smaller exponent.</summary>
    private BigInteger Shifted(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);
}
