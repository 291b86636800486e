using System.Globalization;
using System.Text.RegularExpressions;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Plan;

/// <summary>
/// The names, parameters and result of a built-in function, parsed from a text such as
/// <c>indexof(source: text, match: text, start: long = 0): long</c>.
/// <list type="bullet">
/// <item><c>a|b(…)</c> has two names. The first name is preferred.</item>
/// <item>After <c>const</c>, the argument must be a constant. A parameter with a default value is optional.</item>
/// <item><c>...values: type</c> accepts one or more arguments (<c>...2 values</c> accepts two or more), and must be the last
/// parameter.</item>
/// <item>The result is a type, the name of a parameter (the type of its argument), <c>widest</c>, <c>promoted</c> or <c>common</c>. With
/// '?', the result can be null even if no argument is null. With '!', it is never null. Without either character, it is null if an
/// argument is null.</item>
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
        if (SignaturePattern().Match(text) is not { Success: true } match)
            throw new FormatException($"'{text}' is not a signature.");
        var repeated = 0;
        var parameters = new List<FunctionParameter>();
        foreach (var part in match.Groups["parameters"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var parameter = ParameterPattern().Match(part) is { Success: true } one ? one
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

    /// <summary>Returns the parameter for the argument with this index.</summary>
    public FunctionParameter Parameter(int argument) => Parameters[Math.Min(argument, Parameters.Count - 1)];

    /// <summary>Returns <c>true</c> if the function accepts the number and types of the arguments.</summary>
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

    /// <summary>
    /// Returns the type of the result, or <c>null</c> if the arguments have no common type. The arguments must already be converted to the
    /// parameter types.
    /// </summary>
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

    /// <summary>Returns <c>true</c> if the argument is a possible result of the function instead of a condition.</summary>
    public bool IsChoice(int argument, int count) =>
        Names[0] == "case" ? argument % 2 == 1 || argument == count - 1 : Parameter(argument).Type.Name is "any" or "orderable";

    /// <summary>
    /// Returns the common type of the possible results. For functions of orderable values, all numeric types have a common type.
    /// </summary>
    private KustoType? CommonType(IReadOnlyList<ScalarNode> arguments)
    {
        var types = arguments.Where((_, i) => IsChoice(i, arguments.Count)).Select(argument => argument.Type).ToList();
        return Parameters[0].Type.Name == "orderable" && TypeRules.Widest(types) is { } widest ? widest : TypeRules.Common(types);
    }

    [GeneratedRegex(@"^(?<names>[^(]+)\((?<parameters>.*)\): (?<result>\w+)(?<nulls>[?!]?)$")]
    private static partial Regex SignaturePattern();

    [GeneratedRegex(@"^(?<const>const )?(?<repeated>\.\.\.(?:(?<least>\d+) )?)?(?<name>\w+): (?<type>\w+)(?: = (?<default>.*))?$")]
    private static partial Regex ParameterPattern();
}

/// <summary>The cases in which a function's result is null. A string is never null.</summary>
internal enum ResultNulls
{
    OfArguments,
    Possible,
    Never,
}
