namespace LatamFunctions.Http;

/// <summary>One of several things wrong with a request: which parameter or event, which rule, and what to do.</summary>
/// <param name="Target">The parameter, or the JSON property.</param>
/// <param name="Rule">A code for programs.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Index">The index of the event in the request, from 0; null for a request without events.</param>
/// <param name="Value">The value that was sent, cut to a safe length.</param>
public sealed record ApiError(string Target, string Rule, string Detail, int? Index = null, string? Value = null);
