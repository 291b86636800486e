using System.Collections.Immutable;
using LatamFunctions.Http;

namespace LatamFunctions.Flights;

/// <summary>
/// The filters of a stored function: the one list from which the parameters of the request, their reading, and the declaration and the call
/// in KQL follow.
/// </summary>
internal sealed class QueryFilters(params IReadOnlyList<QueryFilter> filters)
{
    /// <summary>The parameters of a request.</summary>
    public IReadOnlyList<QueryParameter> Parameters { get; } = [.. filters.Select(filter => filter.Parameter).OfType<QueryParameter>()];

    /// <summary>The declarations of the query parameters in KQL.</summary>
    public string Declarations { get; } = string.Join(", ", filters.Select(filter => filter.Declaration));

    /// <summary>The arguments of the call in KQL, by name.</summary>
    public string Arguments { get; } = string.Join(", ", filters.Select(filter => $"{filter.Argument} = {filter.Argument}"));

    /// <summary>The values by which a request restricts, by the names of the arguments.</summary>
    public ImmutableDictionary<string, object?> Read(QueryReader query)
    {
        var values = ImmutableDictionary.CreateBuilder<string, object?>();
        foreach (var filter in filters)
        {
            if (filter.Read(query) is not { } value)
                continue;

            values[filter.Argument] = value;
            if (filter.After is { } from && values.TryGetValue(from.Argument, out var least) && (DateTime)least! >= (DateTime)value)
                query.Reject(filter.Parameter!.Name, "Range", $"must be after {from.Parameter!.Name}");
        }

        return values.ToImmutable();
    }
}
