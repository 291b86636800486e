namespace LocalEventHubs.Rest;

/// <summary>The exception for a request that is rejected with an HTTP error status.</summary>
internal sealed class RestException(int statusCode, string detail) : Exception(detail)
{
    public int StatusCode { get; } = statusCode;
}
