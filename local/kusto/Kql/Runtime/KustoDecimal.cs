using System.Globalization;
using System.Numerics;
using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// A decimal number of up to 34 significant digits: <paramref name="Digits"/> times ten to the power of <paramref name="Exponent"/>.
/// Normalized: the digits do not end in a zero. In the database it is a string that is sorted like the number (<see cref="Encode"/>), so
/// that comparisons, groups and sorting need no function.
/// </summary>
internal readonly record struct KustoDecimal(BigInteger Digits, int Exponent) : IComparable<KustoDecimal>
{
    public const int MaxDigits = 34;

    private const int ExponentBias = 50_000;

    public static readonly KustoDecimal Zero = new(BigInteger.Zero, 0);

    /// <summary>Rounds to 34 digits, half away from zero, and drops zeros at the end.</summary>
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

    /// <summary>The shortest decimal that is read back as the same real; null if it is not a number.</summary>
    public static KustoDecimal? From(double value) => double.IsFinite(value) ? TryParse(value.ToString("R", CultureInfo.InvariantCulture))
        : null;

    /// <summary>Digits with an optional sign, point and exponent; null for any other text.</summary>
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

    /// <summary>Null for a division by zero.</summary>
    public static KustoDecimal? Divide(KustoDecimal left, KustoDecimal right)
    {
        if (right.Digits.IsZero)
            return null;
        const int Guard = (2 * MaxDigits) + 2;
        return From(DivideRounded(left.Digits * BigInteger.Pow(10, Guard), right.Digits), left.Exponent - right.Exponent - Guard);
    }

    /// <summary>The remainder of a division by <paramref name="right"/>; never negative. Null for a division by zero.</summary>
    public static KustoDecimal? Modulo(KustoDecimal left, KustoDecimal right)
    {
        if (right.Digits.IsZero)
            return null;
        var exponent = Math.Min(left.Exponent, right.Exponent);
        var modulus = BigInteger.Abs(right.Shifted(exponent));
        var rest = BigInteger.Remainder(left.Shifted(exponent), modulus);
        return From(rest.Sign < 0 ? rest + modulus : rest, exponent);
    }

    /// <summary>The greatest multiple of a positive <paramref name="size"/> that is not above the value; null for another size.</summary>
    public static KustoDecimal? Bin(KustoDecimal value, KustoDecimal size) =>
        size.Digits.Sign > 0 ? value - Modulo(value, size)!.Value : null;

    /// <summary>Rounds half away from zero to a number of digits after the decimal point (before it, if negative).</summary>
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

    /// <summary>The integral part; null if it does not fit.</summary>
    public long? ToLong()
    {
        if (Exponent > 19)
            return null;
        var whole = Exponent >= 0 ? Digits * BigInteger.Pow(10, Exponent) : Digits / BigInteger.Pow(10, Math.Min(-Exponent, 100));
        return whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : null;
    }

    public double ToDouble() => double.Parse(string.Create(CultureInfo.InvariantCulture, $"{Digits}E{Exponent}"),
        CultureInfo.InvariantCulture);

    public int CompareTo(KustoDecimal other)
    {
        var exponent = Math.Min(Exponent, other.Exponent);
        return Shifted(exponent).CompareTo(other.Shifted(exponent));
    }

    /// <summary>Plain digits, with a point where it needs one.</summary>
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
    /// '5' for zero. A positive number: '6', the power of ten of its first digit, its digits. A negative one: '4' and the complements of
    /// the same, followed by a character that is greater than all digits, so that the longer of two strings with the same start is the
    /// lesser.
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

    /// <summary>The digits for a lesser exponent.</summary>
    private BigInteger Shifted(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);
}
