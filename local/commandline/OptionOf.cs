using System.CommandLine;
using System.CommandLine.Parsing;

namespace CommandLines;

/// <summary>
/// Creates command-line options. The error message for an invalid value contains the option's name, the valid values and the actual value.
/// </summary>
public static class OptionOf
{
    /// <summary>Creates an option without a value.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>Creates an option whose value is a non-empty string.</summary>
    public static Option<string> Text(string name, string valueName, string description) =>
        Create(name, valueName, description, ValueKind.Text);

    /// <summary>Creates an option whose value is one of several strings.</summary>
    public static Option<string> Choice(string name, string valueName, string description, params string[] values) =>
        Create(name, valueName, $"{description}: {string.Join(", ", values)}.", ValueKind.OneOf(values));

    /// <summary>Creates an option whose value is an integer from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static Option<int> Number(string name, string description, int min, int max) =>
        Create(name, "n", description, ValueKind.Number(min, max));

    /// <summary>Creates an option whose value is a TCP port, or 0 for a free port.</summary>
    public static Option<int> Port(string name, string description, int max = 65535) =>
        Create(name, "port", description, ValueKind.Number(0, max));

    /// <summary>
    /// Creates an option whose value is an integer from 1 to <paramref name="max"/>. The suffixes k and m stand for thousands and millions.
    /// </summary>
    public static Option<int> Count(string name, string description, int max) => Create(name, "n", description, ValueKind.Count(max));

    /// <summary>Creates an option whose value is an HTTP address.</summary>
    /// <param name="name">The name of the option.</param>
    /// <param name="description">The option's description in the help.</param>
    /// <param name="example">An example of an address, for the error message.</param>
    public static Option<Uri> Address(string name, string description, string example) =>
        Create(name, "address", description, ValueKind.Address(example));

    /// <summary>
    /// Creates an option whose values are name-value pairs. The option can be repeated. If a name is repeated, the last value is used.
    /// </summary>
    /// <param name="name">The name of the option.</param>
    /// <param name="description">The option's description in the help.</param>
    /// <param name="example">An example of a name and a value, for the error message.</param>
    public static Option<Dictionary<string, string>> Assignments(string name, string description, string example)
    {
        var kind = ValueKind.Assignment(example);
        return new Option<Dictionary<string, string>>(name)
        {
            Description = description,
            HelpName = "name=value",
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result =>
            {
                var values = new Dictionary<string, string>();
                foreach (var token in result.Tokens)
                {
                    if (Read(result, name, token.Value, kind) is { Key: not null } pair)
                        values[pair.Key] = pair.Value;
                }

                return values;
            },
        };
    }

    /// <summary>Creates an optional argument with the same values as a <see cref="Count"/> option.</summary>
    public static Argument<int> CountArgument(string name, string description, int max, int defaultValue) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result => Read(result, $"<{name}>", result.Tokens[0].Value, ValueKind.Count(max)),
    };

    /// <summary>Sets the option's default value, which the help text shows.</summary>
    public static Option<T> WithDefault<T>(this Option<T> option, T value)
    {
        option.DefaultValueFactory = _ => value;
        return option;
    }

    /// <summary>
    /// Makes the option's value optional. If the command line does not contain a value for the option, the value is <paramref
    /// name="value"/>.
    /// </summary>
    public static Option<T> WithOptionalValue<T>(this Option<T> option, T value)
    {
        var parse = option.CustomParser!;
        option.Arity = ArgumentArity.ZeroOrOne;
        option.CustomParser = result => result.Tokens.Count == 0 ? value : parse(result);
        return option;
    }

    /// <returns>The value of an option that has no default, or <c>null</c> if the option is missing.</returns>
    public static T? ValueOrNull<T>(this ParseResult result, Option<T> option) where T : struct =>
        result.GetResult(option) is null ? null : result.GetValue(option);

    private static Option<T> Create<T>(string name, string valueName, string description, ValueKind<T> kind) => new(name)
    {
        Description = description,
        HelpName = valueName,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => Read(result, name, result.Tokens[0].Value, kind),
    };

    private static T? Read<T>(ArgumentResult result, string name, string text, ValueKind<T> kind)
    {
        if (text.Length == 0)
            result.AddError($"{name} needs a value.");
        else if (kind.TryRead(text, out var value))
            return value;
        else
            result.AddError($"{name} needs {kind.Description}, not '{text}'.");
        return default;
    }
}
