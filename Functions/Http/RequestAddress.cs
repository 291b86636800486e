using Microsoft.AspNetCore.Http;

namespace LatamFunctions.Http;

/// <summary>The address of a request, and addresses derived from it.</summary>
internal static class RequestAddress
{
    public const string Cursor = "cursor";

    /// <summary>The requirement on a cursor, for the documentation.</summary>
    public const string CursorRequirement = "Copy the value unchanged from a nextLink.";

    /// <summary>The maximum length of an address (Azure REST API Guidelines, "URLs").</summary>
    public const int MaxLength = 2083;

    /// <summary>
    /// Returns the path and the query in a canonical form, which is identical for equivalent requests. The form never contains a key.
    /// </summary>
    /// <param name="request">The request with the path and the query.</param>
    /// <param name="without">The names of parameters to omit.</param>
    public static string Canonical(HttpRequest request, params IReadOnlyList<string> without)
    {
        var query = request.Query
            .Where(parameter => !Has(without, parameter.Key) && !IsKey(parameter.Key))
            .Select(parameter => KeyValuePair.Create(parameter.Key.ToLowerInvariant(), parameter.Value.ToString()))
            .OrderBy(parameter => parameter.Key, StringComparer.Ordinal);
        return $"{request.Path}{QueryString.Create(query!)}";
    }

    /// <summary>
    /// Returns a function that returns, for a cursor, the path and the query of the page (an absolute-path reference, RFC 3986 §4.2),
    /// without a key. The result does not contain the request's base path, because the worker reads the base path from X-Forwarded-Prefix,
    /// which any caller can send. The function remains valid after the request has ended.
    /// </summary>
    public static Func<string?, string> WithCursor(HttpRequest request)
    {
        var path = request.Path.ToUriComponent();
        var others = request.Query
            .Where(parameter => !Has([Cursor], parameter.Key) && !IsKey(parameter.Key))
            .Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value.ToString()))
            .ToList();
        return cursor =>
        {
            var query = others.Concat(cursor is null ? [] : [KeyValuePair.Create(Cursor, cursor)]);
            return $"{path}{QueryString.Create(query!)}";
        };
    }

    public static string Origin(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";

    private static bool IsKey(string name) => name.Equals(CommonParameters.Code.Name, StringComparison.OrdinalIgnoreCase);

    private static bool Has(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
