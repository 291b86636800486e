using LatamFunctions.Http;

namespace LatamFunctions.Responses;

/// <summary>The requested page of a list, with the format and the columns of its rows.</summary>
/// <param name="Name">The file name for browsers, without an extension.</param>
/// <param name="Format">The format of the response.</param>
/// <param name="Columns">The columns of the rows.</param>
/// <param name="Limit">The maximum number of rows.</param>
/// <param name="List">The part of the request that all pages of the list have in common.</param>
internal sealed record Page(string Name, ResponseFormat Format, IReadOnlyList<ResponseColumn> Columns, int Limit, string List)
{
    /// <summary>The sort key of the previous page's last row; <c>null</c> for the first page.</summary>
    public IReadOnlyList<string>? After { get; init; }

    /// <summary>Whether the list is a change feed, which always has a later page.</summary>
    public bool IsChangeFeed { get; init; }

    /// <summary>
    /// The response if the list is empty because its parent resource does not exist; <c>null</c> if the list can be empty.
    /// </summary>
    public Problem? Missing { get; init; }
}
