using LocalKusto.Kql.Types;

using static LocalKusto.Kql.Types.KustoType;

namespace LocalKusto.Kql.Plan;

/// <summary>
/// The types that a function parameter accepts. <paramref name="Target"/> is the type to which an argument is converted, or <c>null</c> if
/// the argument is not converted.
/// </summary>
internal sealed record ParameterType(string Name, IReadOnlyList<KustoType> Accepted, KustoType? Target = null)
{
    private static readonly KustoType[] All = Enum.GetValues<KustoType>();

    private static readonly Dictionary<string, ParameterType> Known = new ParameterType[]
    {
        new("any", All),
        new("notdynamic", [.. All.Except([Dynamic])]),
        new("number", [Int, Long, Real, KustoType.Decimal]),
        new("integer", [Int, Long]),
        new("summable", [Int, Long, Real, KustoType.Decimal, KustoType.TimeSpan, KustoType.DateTime]),
        new("orderable", [Int, Long, Real, KustoType.Decimal, KustoType.TimeSpan, KustoType.DateTime, Bool, KustoType.String]),
        new("bool", [Bool]),
        new("int", [Int]),
        new("long", [Int, Long], Long),
        new("real", [Int, Long, Real, KustoType.Decimal], Real),
        new("exactreal", [Real]),
        new("floating", [Int, Long, Real], Real),
        new("decimal", [Int, Long, Real, KustoType.Decimal], KustoType.Decimal),
        new("exactdecimal", [KustoType.Decimal]),
        new("string", [KustoType.String]),
        new("text", [KustoType.String, Dynamic], KustoType.String),
        new("anytext", All, KustoType.String),
        new("datetime", [KustoType.DateTime]),
        new("timespan", [KustoType.TimeSpan]),
        new("guid", [KustoType.Guid]),
        new("dynamic", [Dynamic]),
        new("logical", [Bool, Dynamic], Bool),
        new("whole", [Int, Long, Real, KustoType.Decimal], Long),
        new("series", [Dynamic, Int, Long, Real, KustoType.Decimal], Dynamic),
        new("jsonnumber", [Int, Long, Real, KustoType.Decimal], Dynamic),
        new("codepoint", [Int, Long, Dynamic], Dynamic),
        new("measure", [Int, Long, Real, KustoType.Decimal, KustoType.TimeSpan, KustoType.DateTime], Real),
        new("hashed", [KustoType.String, Bool, Int, Long, Real, KustoType.Decimal, KustoType.DateTime, KustoType.TimeSpan, KustoType.Guid],
            KustoType.String),
        new("json", All, Dynamic),
        new("type", []),
    }.ToDictionary(type => type.Name);

    public static ParameterType Parse(string name) =>
        Known.GetValueOrDefault(name) ?? throw new FormatException($"'{name}' is not a parameter type.");
}

/// <summary>A parameter of a built-in function.</summary>
/// <param name="Name">The parameter's name in the documentation.</param>
/// <param name="Type">The types that the parameter accepts.</param>
/// <param name="IsConstant">Whether the argument must be a constant.</param>
/// <param name="Default">The default value as KQL text, or <c>null</c> if the parameter is required.</param>
internal sealed record FunctionParameter(string Name, ParameterType Type, bool IsConstant, string? Default);
