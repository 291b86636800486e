using System.Globalization;

namespace CommandLines;

/// <summary>The values that an option can have.</summary>
/// <param name="Description">A description of the valid values, which follows "needs" in error messages.</param>
/// <param name="TryRead">The function that parses a value.</param>
internal sealed record ValueKind<T>(string Description, ValueKind<T>.Reader TryRead)
{
    public delegate bool Reader(string text, out T? value);
}

/// <summary>The value kinds of the options.</summary>
internal static class ValueKind
{
    public static ValueKind<string> Text { get; } = new("a value", static (text, out value) =>
    {
        value = text;
        return true;
    });

    public static ValueKind<string> OneOf(string[] values) => new(
        $"one of {string.Join(", ", values[..^1])} and {values[^1]}",
        (text, out value) =>
        {
            value = text;
            return values.Contains(text);
        });

    public static ValueKind<int> Number(int min, int max) => new(
        $"a whole number from {min} to {max}",
        (text, out value) => TryDigits(text, out value) && value >= min && value <= max);

    public static ValueKind<int> Count(int max) => new(
        $"a number such as 500, 200k or 3m, up to {max}",
        (text, out value) =>
        {
            var factor = char.ToLowerInvariant(text[^1]) switch
            {
                'k' => 1_000,
                'm' => 1_000_000,
                _ => 1,
            };
            if (!TryDigits(factor == 1 ? text : text[..^1], out value) || value < 1 || value > max / factor)
                return false;
            value *= factor;
            return true;
        });

    public static ValueKind<Uri> Address(string example) => new(
        $"an address such as {example}",
        static (text, out value) => Uri.TryCreate(text, UriKind.Absolute, out value) && value.Scheme is "http" or "https");

    /// <summary>Pairs of a name and a value, separated by the first equals sign. The value can be empty.</summary>
    public static ValueKind<KeyValuePair<string, string>> Assignment(string example) => new(
        $"a name and a value such as {example}",
        static (text, out pair) =>
        {
            var parts = text.Split('=', 2);
            pair = new(parts[0], parts[^1]);
            return parts is [{ Length: > 0 }, _];
        });

    private static bool TryDigits(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
