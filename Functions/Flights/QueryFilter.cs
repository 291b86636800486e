using LatamFunctions.Http;

namespace LatamFunctions.Flights;

/// <summary>A filter of a query: a parameter of the request, and the argument of a stored function of kusto/schema.kql.</summary>
/// <param name="Argument">The name of the argument.</param>
/// <param name="Declaration">The declaration of the query parameter in KQL, with the value that does not restrict.</param>
/// <param name="Parameter">The parameter of the request; null if the app itself states the value.</param>
internal sealed record QueryFilter(string Argument, string Declaration, QueryParameter? Parameter)
{
    private Func<QueryReader, object?> Value { get; init; } = _ => null;

    /// <summary>The filter of the lower bound, if this filter is the upper bound of a range.</summary>
    public QueryFilter? After { get; init; }

    public static QueryFilter Text(string argument, QueryParameter<string?> parameter) =>
        new(argument, $"{argument}:string = \"{parameter.Otherwise}\"", parameter) { Value = query => query.Read(parameter) };

    public static QueryFilter WholeNumber(string argument, QueryParameter<int?> parameter) =>
        new(argument, $"{argument}:int = int(null)", parameter) { Value = query => query.Read(parameter) };

    public static QueryFilter Time(string argument, QueryParameter<DateTimeOffset?> parameter) =>
        Time(argument) with { Parameter = parameter, Value = query => query.Read(parameter)?.UtcDateTime };

    /// <summary>A time that the app itself states.</summary>
    public static QueryFilter Time(string argument) => new(argument, $"{argument}:datetime = datetime(null)", null);

    /// <returns>The value for Azure Data Explorer; null if the request does not restrict by it.</returns>
    public object? Read(QueryReader query) => Value(query);
}
