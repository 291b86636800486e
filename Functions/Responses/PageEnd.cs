namespace LatamFunctions.Responses;

/// <summary>The part of a response after the rows of a page.</summary>
/// <param name="NextLink">The address of the next page; <c>null</c> on the last page.</param>
/// <param name="DeltaLink">The address for later changes on the last page of a change feed; otherwise <c>null</c>.</param>
/// <param name="Count">The number of rows on all pages; <c>null</c> if the request did not include the count.</param>
internal sealed record PageEnd(string? NextLink = null, string? DeltaLink = null, long? Count = null)
{
    public static readonly PageEnd None = new();
}
