using System.Globalization;

namespace LocalStack.Cli;

/// <summary>Reads options. Each method throws <see cref="CommandLineException"/>, which names an invalid option.</summary>
internal static class CommandLineValues
{
    /// <summary>Both <c>--option value</c> and <c>--option=value</c>.</summary>
    public static IEnumerable<(string Option, string? Value)> Pairs(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                yield return (args[i][..equals], args[i][(equals + 1)..]);
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                yield return (args[i], args[++i]);
            else
                yield return (args[i], null);
        }
    }

    public static bool Flag(string option, string? value) =>
        value is null ? true : throw new CommandLineException($"{option} takes no value, but '{value}' follows it.");

    public static string Text(string option, string? value) =>
        string.IsNullOrEmpty(value) ? throw new CommandLineException($"{option} needs a value.") : value;

    /// <summary>A name, and after its first equals sign a value, which may be empty.</summary>
    public static (string Name, string Value) Assignment(string option, string? value) =>
        Text(option, value).Split('=', 2) is [{ Length: > 0 } name, var text]
            ? (name, text)
            : throw new CommandLineException($"{option} needs a name and a value like Ingestion:Retries=3, not '{value}'.");

    public static int Number(string option, string? value, int min, int max) =>
        int.TryParse(Text(option, value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new CommandLineException($"{option} needs a whole number from {min} to {max}, not '{value}'.");

    public static Uri Address(string option, string? value) =>
        Uri.TryCreate(Text(option, value), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CommandLineException($"{option} needs an address like http://127.0.0.1:4318, not '{value}'.");

    /// <summary>A number from 1 on, or one with k or m for thousands or millions.</summary>
    public static int Count(string option, string? value, int max)
    {
        var text = Text(option, value);
        var factor = char.ToLowerInvariant(text[^1]) switch
        {
            'k' => 1_000,
            'm' => 1_000_000,
            _ => 1,
        };
        var digits = factor == 1 ? text : text[..^1];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= max / factor
            ? number * factor
            : throw new CommandLineException($"{option} needs a number like 500, 200k or 3m, up to {max}, not '{value}'.");
    }
}
