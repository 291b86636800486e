namespace LatamFunctions.Responses;

/// <summary>The part of a response after the rows of a page.</summary>
/// <param name="NextLink">The address of the next page; null on the last one.</param>
/// <param name="DeltaLink">On the last page of a list of changes, the address of later changes; null otherwise.</param>
/// <param name="Count">The rows of all pages, if the request includes it.</param>
internal sealed record PageEnd(string? NextLink = null, string? DeltaLink = null, long? Count = null)
{
    public static readonly PageEnd None = new();
}
