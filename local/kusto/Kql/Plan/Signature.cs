using System.Globalization;
using System.Text.RegularExpressions;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Plan;

/// <summary>
/// Names, parameters and result of a built-in function, from a text such as <c>indexof(source: text, match: text, start: long = 0):
/// long</c>.
/// <list type="bullet">
/// <item><c>a|b(…)</c> has two names; the first one is preferred.</item>
/// <item><c>const</c> before a parameter: its argument must be a constant. A default makes it optional.</item>
/// <item><c>...values: type</c> takes at least one argument (<c>...2 values</c> at least two), and must be the last one.</item>
/// <item>The result is a type, the name of a parameter (the type of its argument), <c>widest</c>, <c>promoted</c> or <c>common</c>. With a
/// '?' it can be null though no argument is; with a '!' it is never null; otherwise it is null when an argument is.</item>
/// </list>
/// </summary>
internal sealed partial record Signature(
    IReadOnlyList<string> Names, IReadOnlyList<FunctionParameter> Parameters, int RepeatedAtLeast, string Result, ResultNulls Nulls)
{
    private const int MaxRepeated = 4096;

    public string Text { get; private init; } = "";

    public bool IsRepeated => RepeatedAtLeast > 0;

    public int MinArguments => IsRepeated
        ? Parameters.Count - 1 + RepeatedAtLeast
        : Parameters.Count(parameter => parameter.Default is null);

    public int MaxArguments => IsRepeated ? MaxRepeated : Parameters.Count;

    public static Signature Parse(string text)
    {
        if (Whole().Match(text) is not { Success: true } match)
            throw new FormatException($"'{text}' is not a signature.");
        var repeated = 0;
        var parameters = new List<FunctionParameter>();
        foreach (var part in match.Groups["parameters"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var parameter = One().Match(part) is { Success: true } one ? one
                : throw new FormatException($"'{part}' in '{text}' is not a parameter.");
            if (parameter.Groups["repeated"].Success)
                repeated = parameter.Groups["least"].Success ? int.Parse(parameter.Groups["least"].Value, CultureInfo.InvariantCulture) : 1;
            parameters.Add(new FunctionParameter(
                parameter.Groups["name"].Value,
                ParameterType.Parse(parameter.Groups["type"].Value),
                parameter.Groups["const"].Success,
                parameter.Groups["default"].Success ? parameter.Groups["default"].Value : null));
        }

        var nulls = match.Groups["nulls"].Value switch
        {
            "?" => ResultNulls.Possible,
            "!" => ResultNulls.Never,
            _ => ResultNulls.OfArguments
        };
        return new Signature(match.Groups["names"].Value.Split('|'), parameters, repeated, match.Groups["result"].Value,
            nulls)
        { Text = text };
    }

    /// <summary>The parameter that an argument is for.</summary>
    public FunctionParameter Parameter(int argument) => Parameters[Math.Min(argument, Parameters.Count - 1)];

    /// <summary>Whether arguments of these types may be given.</summary>
    public bool Accepts(IReadOnlyList<ScalarNode> arguments)
    {
        if (arguments.Count < MinArguments || arguments.Count > MaxArguments)
            return false;
        for (var i = 0; i < arguments.Count; i++)
        {
            var type = Parameter(i).Type;
            if (arguments[i] is TypeNode ? type.Name != "type" : !type.Accepted.Contains(arguments[i].Type))
                return false;
        }

        return true;
    }

    /// <summary>The type of the result for arguments that are converted already; null where they have no common type.</summary>
    public KustoType? ResultType(IReadOnlyList<ScalarNode> arguments)
    {
        if (KustoTypeNames.TryParse(Result, out var type))
            return type;
        return Result switch
        {
            "widest" => TypeRules.Widest(arguments.Select(argument => argument.Type)),
            "promoted" => TypeRules.Promoted(arguments[0].Type),
            "common" => CommonType(arguments),
            _ => arguments[Parameters.Select((parameter, i) => (parameter.Name, i)).First(parameter => parameter.Name == Result).i] switch
            {
                TypeNode named => named.Named,
                var argument => argument.Type,
            },
        };
    }

    /// <summary>Whether an argument is one of the values among which the result is chosen, not a condition.</summary>
    public bool IsChoice(int argument, int count) =>
        Names[0] == "case" ? argument % 2 == 1 || argument == count - 1 : Parameter(argument).Type.Name is "any" or "orderable";

    /// <summary>Together with orderable values, all numbers have a common type.</summary>
    private KustoType? CommonType(IReadOnlyList<ScalarNode> arguments)
    {
        var types = arguments.Where((_, i) => IsChoice(i, arguments.Count)).Select(argument => argument.Type).ToList();
        return Parameters[0].Type.Name == "orderable" && TypeRules.Widest(types) is { } widest ? widest : TypeRules.Common(types);
    }

    [GeneratedRegex(@"^(?<names>[^(]+)\((?<parameters>.*)\): (?<result>\w+)(?<nulls>[?!]?)$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(?<const>const )?(?<repeated>\.\.\.(?:(?<least>\d+) )?)?(?<name>\w+): (?<type>\w+)(?: = (?<default>.*))?$")]
    private static partial Regex One();
}

/// <summary>The cases in which a function's result is null. (A string never is.)</summary>
internal enum ResultNulls
{
    OfArguments,
    Possible,
    Never,
}
