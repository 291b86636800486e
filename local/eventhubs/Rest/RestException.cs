namespace LocalEventHubs.Rest;

/// <summary>A request whose response has an error status.</summary>
internal sealed class RestException(int statusCode, string detail) : Exception(detail)
{
    public int StatusCode { get; } = statusCode;
}
