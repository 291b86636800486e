using LatamFunctions.Http;

namespace LatamFunctions.Flights;

/// <summary>A filter: the request parameter and the argument of a stored function in kusto/schema.kql.</summary>
/// <param name="Argument">The name of the argument.</param>
/// <param name="Declaration">The KQL declaration of the query parameter. Its default value does not restrict the flights.</param>
/// <param name="Parameter">The request parameter; <c>null</c> if the app sets the value.</param>
internal sealed record QueryFilter(string Argument, string Declaration, QueryParameter? Parameter)
{
    private Func<QueryReader, object?> Value { get; init; } = _ => null;

    /// <summary>The filter for the lower bound if this filter is the upper bound of a range.</summary>
    public QueryFilter? LowerBound { get; init; }

    public static QueryFilter Text(string argument, QueryParameter<string?> parameter) =>
        new(argument, $"{argument}:string = \"{parameter.Default}\"", parameter) { Value = query => query.Read(parameter) };

    public static QueryFilter Integer(string argument, QueryParameter<int?> parameter) =>
        new(argument, $"{argument}:int = int(null)", parameter) { Value = query => query.Read(parameter) };

    public static QueryFilter Time(string argument, QueryParameter<DateTimeOffset?> parameter) =>
        Time(argument) with { Parameter = parameter, Value = query => query.Read(parameter)?.UtcDateTime };

    /// <summary>Creates a filter for a time that the app sets.</summary>
    public static QueryFilter Time(string argument) => new(argument, $"{argument}:datetime = datetime(null)", null);

    /// <returns>The value for Azure Data Explorer; <c>null</c> if the request omits the parameter.</returns>
    public object? Read(QueryReader query) => Value(query);
}
