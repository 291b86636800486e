using System.Collections.Immutable;
using LatamFunctions.Http;

namespace LatamFunctions.Flights;

/// <summary>
/// The filters of a stored function. The request parameters, their parsing, the KQL declarations and the KQL call are derived from this
/// list.
/// </summary>
internal sealed class QueryFilters(params IReadOnlyList<QueryFilter> filters)
{
    /// <summary>The request parameters.</summary>
    public IReadOnlyList<QueryParameter> Parameters { get; } = [.. filters.Select(filter => filter.Parameter).OfType<QueryParameter>()];

    /// <summary>The KQL declarations of the query parameters.</summary>
    public string Declarations { get; } = string.Join(", ", filters.Select(filter => filter.Declaration));

    /// <summary>The named arguments of the KQL call.</summary>
    public string Arguments { get; } = string.Join(", ", filters.Select(filter => $"{filter.Argument} = {filter.Argument}"));

    /// <summary>Returns the filter values of a request by argument name.</summary>
    public ImmutableDictionary<string, object?> Read(QueryReader query)
    {
        var values = ImmutableDictionary.CreateBuilder<string, object?>();
        foreach (var filter in filters)
        {
            if (filter.Read(query) is not { } value)
                continue;

            values[filter.Argument] = value;
            if (filter.LowerBound is { } from && values.TryGetValue(from.Argument, out var start) && (DateTime)start! >= (DateTime)value)
                query.Reject(filter.Parameter!.Name, "Range", $"must be after {from.Parameter!.Name}");
        }

        return values.ToImmutable();
    }
}
