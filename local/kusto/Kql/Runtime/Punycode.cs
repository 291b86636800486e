using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>Punycode (RFC 3492) for strings and for domain labels. The result of decoding an invalid string or label is empty.</summary>
internal static class Punycode
{
    private const string Prefix = "xn--";
    private const int Base = 36, TMin = 1, TMax = 26, Skew = 38, Damp = 700, FirstBias = 72, FirstCode = 128;

    /// <summary>The characters that separate the labels of a domain (RFC 3490).</summary>
    private static readonly char[] Dots = ['.', '\u3002', '\uFF0E', '\uFF61'];

    public static string EncodeDomain(string domain) =>
        string.Join('.', domain.Split(Dots).Select(label => label.All(char.IsAscii) ? label : Prefix + Encode(label)));

    public static string DecodeDomain(string domain) => string.Join('.',
        domain.Split(Dots).Select(label => label.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? Decode(label[Prefix.Length..])
            : label));

    public static string Encode(string text)
    {
        var runes = text.EnumerateRunes().Select(rune => rune.Value).ToList();
        var output = new StringBuilder();
        foreach (var code in runes.Where(code => code < FirstCode))
            output.Append((char)code);
        var (basic, done) = (output.Length, output.Length);
        if (basic > 0)
            output.Append('-');
        var (n, delta, bias, steps) = (FirstCode, 0L, FirstBias, 0);
        while (done < runes.Count)
        {
            var next = runes.Where(code => code >= n).Min();
            delta += (next - n) * (long)(done + 1);
            n = next;
            foreach (var code in runes)
            {
                Evaluation.Step(ref steps);
                if (code < n)
                    delta++;
                if (code != n)
                    continue;
                AppendNumber(output, delta, bias);
                bias = Adapt(delta, done + 1, done == basic);
                delta = 0;
                done++;
            }

            delta++;
            n++;
        }

        return output.ToString();
    }

    public static string Decode(string text)
    {
        var at = text.LastIndexOf('-');
        if (!text.All(char.IsAscii))
            return "";
        var runes = text[..Math.Max(at, 0)].Select(letter => (int)letter).ToList();
        var (n, i, bias, steps) = (FirstCode, 0L, FirstBias, 0);
        for (at = at < 0 ? 0 : at + 1; at < text.Length;)
        {
            var before = i;
            var weight = 1L;
            for (var k = Base; ; k += Base)
            {
                Evaluation.Step(ref steps);
                if (at == text.Length || Digit(text[at++]) is not { } digit || i > int.MaxValue || weight > int.MaxValue)
                    return "";
                i += digit * weight;
                var t = Math.Clamp(k - bias, TMin, TMax);
                if (digit < t)
                    break;
                weight *= Base - t;
            }

            bias = Adapt(i - before, runes.Count + 1, before == 0);
            n += (int)Math.Min(i / (runes.Count + 1), 0x110000);
            i %= runes.Count + 1;
            if (!Rune.IsValid(n))
                return "";
            runes.Insert((int)i++, n);
        }

        return string.Concat(runes.Select(rune => new Rune(rune).ToString()));
    }

    private static void AppendNumber(StringBuilder output, long number, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var t = Math.Clamp(k - bias, TMin, TMax);
            if (number < t)
                break;
            output.Append(Letter((int)(t + ((number - t) % (Base - t)))));
            number = (number - t) / (Base - t);
        }

        output.Append(Letter((int)number));
    }

    private static int Adapt(long delta, int length, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / length;
        var k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base)
            delta /= Base - TMin;
        return (int)(k + ((Base - TMin + 1) * delta / (delta + Skew)));
    }

    private static char Letter(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);

    private static int? Digit(char letter) => letter switch
    {
        >= 'a' and <= 'z' => letter - 'a',
        >= 'A' and <= 'Z' => letter - 'A',
        >= '0' and <= '9' => letter - '0' + 26,
        _ => null,
    };
}
