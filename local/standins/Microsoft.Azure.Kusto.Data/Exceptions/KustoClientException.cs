namespace Kusto.Data.Exceptions;

/// <summary>The exception for a request that did not reach the service, or whose response did not reach the client.</summary>
public class KustoClientException : KustoException
{
    public KustoClientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
