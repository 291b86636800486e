using System.Text;
using LatamFunctions.Events;
using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Http;

/// <summary>Reads query parameters and collects their errors, so that one response lists all errors.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly List<ApiError> _errors = [];

    /// <summary>
    /// Returns the reader for a request, which contains the errors that <see cref="RequestValidationMiddleware"/> has found.
    /// </summary>
    public static QueryReader From(HttpRequest request)
    {
        if (request.HttpContext.Items.TryGetValue(typeof(QueryReader), out var known))
            return (QueryReader)known!;

        var reader = new QueryReader(request.Query);
        request.HttpContext.Items[typeof(QueryReader)] = reader;
        return reader;
    }

    /// <summary>The problem with the query; <c>null</c> if the query is valid.</summary>
    public Problem? Problem => _errors.Count == 0
        ? null
        : new Problem(ErrorCodes.InvalidParameter, "One or more query parameters are invalid; see `errors`.") { Errors = _errors };

    /// <summary>Reports parameters that are unknown or repeated, because the function would ignore them.</summary>
    public void Allow(IReadOnlyList<QueryParameter> parameters)
    {
        foreach (var (name, values) in query)
        {
            var isKnown = parameters.Concat(CommonParameters.All).Any(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (!isKnown)
            {
                _errors.Add(UnknownParameter(SafeText(name), parameters));
            }
            else if (values.Count > 1)
            {
                Reject(name, "Duplicate", "must be given once");
            }
        }
    }

    /// <param name="name">The name of an unknown parameter.</param>
    /// <param name="parameters">The parameters of the operation.</param>
    public static ApiError UnknownParameter(string name, IReadOnlyList<QueryParameter> parameters)
    {
        var known = parameters.Append(CommonParameters.ApiVersion).Select(parameter => parameter.Name);
        return new ApiError(name, "Unknown", $"is not a known parameter. Known parameters: {string.Join(", ", known)}.");
    }

    public T? Read<T>(QueryParameter<T> parameter)
    {
        if (query[parameter.Name] is not [{ } text])
        {
            if (parameter.IsRequired && query[parameter.Name].Count == 0)
                Reject(parameter.Name, "Required", $"is required: {parameter.Expected}");
            return parameter.Default;
        }

        if (parameter.TryParse(text, out var value))
            return value;

        _errors.Add(new ApiError(parameter.Name, parameter.Rule, $"must be {parameter.Expected}", Value: SafeText(text)));
        return parameter.Default;
    }

    /// <summary>
    /// Reads a required parameter. If the parameter is missing or invalid, the method records an error and returns an empty string.
    /// </summary>
    public string Require(QueryParameter<string?> parameter) => Read(parameter) ?? "";

    /// <summary>
    /// Reads the bounds of a time range. If <paramref name="to"/> is not after <paramref name="from"/>, the method records an error.
    /// </summary>
    public (DateTimeOffset? From, DateTimeOffset? To) Range(QueryParameter<DateTimeOffset?> from, QueryParameter<DateTimeOffset?> to)
    {
        var range = (From: Read(from), To: Read(to));
        if (range.From >= range.To)
            Reject(to.Name, "Range", $"must be after {from.Name}");
        return range;
    }

    public void Reject(string name, string rule, string detail) => _errors.Add(new ApiError(SafeText(name), rule, detail));

    private static string SafeText(string text) => ValidationError.SafeValue(Encoding.UTF8.GetBytes(text));
}
