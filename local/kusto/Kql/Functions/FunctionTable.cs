using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Kql.Functions;

/// <summary>
/// All built-in functions, by name. Each family of functions has its own file. The binder, the documentation and the tests use this table.
/// </summary>
internal static class FunctionTable
{
    /// <summary>The prefix of functions that only the binder calls.</summary>
    public const char InternalMark = '$';

    private static readonly IReadOnlyList<ScalarFunction> AllScalars =
    [
        .. OperatorFunctions.All,
        .. StringOperatorFunctions.All,
        .. ConditionalFunctions.All,
        .. Conversions.All,
        .. NumberFunctions.All,
        .. StringFunctions.All,
        .. TimeFunctions.All,
        .. DynamicFunctions.All,
        .. TabularOperatorFunctions.All,
        .. EncodingFunctions.All,
        .. NetworkFunctions.All,
        .. ParsingFunctions.All,
        .. GeoFunctions.All,
        .. SeriesFunctions.All,
        .. UnitFunctions.All,
    ];

    private static readonly HashSet<string> Operators =
        [.. OperatorFunctions.All.Concat(StringOperatorFunctions.All).SelectMany(function => function.Signature.Names)
            .Except(["not", "has_any_index"])];

    private static readonly Dictionary<string, IReadOnlyList<ScalarFunction>> ScalarsByName = ByName(AllScalars,
        function => function.Signature.Names);

    private static readonly Dictionary<string, IReadOnlyList<AggregateFunction>> AggregatesByName = ByName(
        AggregateFunctions.All,
        function => function.ConditionalName is { } conditional ? [.. function.Signature.Names, conditional] : function.Signature.Names);

    private static readonly Dictionary<string, WindowFunction> WindowsByName = WindowFunctions.All.ToDictionary(function => function.Name,
        StringComparer.Ordinal);

    public static IReadOnlyList<ScalarFunction> Scalars => AllScalars;

    /// <summary>The names of scalar, aggregation and window functions.</summary>
    public static IEnumerable<string> Names => ScalarsByName.Keys.Concat(AggregatesByName.Keys).Concat(WindowsByName.Keys);

    /// <summary>The native functions, which must be registered before the database runs a query.</summary>
    public static IEnumerable<NativeFunction> Natives => AllScalars.Where(function => function.Native is not null)
        .Select(function => function.Native!).Concat(AggregateFunctions.Natives).Concat(DynamicFunctions.Natives)
        .Concat(WindowFunctions.Natives);

    /// <summary>Returns the overloads of a scalar function, or an empty list if the name is unknown.</summary>
    public static IReadOnlyList<ScalarFunction> FindScalar(string name) => ScalarsByName.GetValueOrDefault(name, []);

    /// <summary>Returns the overloads of an aggregation function, or an empty list if the name is unknown.</summary>
    public static IReadOnlyList<AggregateFunction> FindAggregate(string name) => AggregatesByName.GetValueOrDefault(name, []);

    /// <summary>Returns <c>true</c> if the name is an operator, which is not called with parentheses.</summary>
    public static bool IsOperator(string name) => Operators.Contains(name);

    public static WindowFunction? FindWindow(string name) => WindowsByName.GetValueOrDefault(name);

    private static Dictionary<string, IReadOnlyList<T>> ByName<T>(IEnumerable<T> functions, Func<T, IReadOnlyList<string>> names) =>
        functions
        .SelectMany(function => names(function).Select(name => (name, function)))
        .GroupBy(entry => entry.name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, IReadOnlyList<T> (group) => [.. group.Select(entry => entry.function)], StringComparer.Ordinal);
}
