namespace Kusto.Data.Exceptions;

/// <summary>The request did not reach the service, or its response did not reach the client.</summary>
public class KustoClientException : KustoException
{
    public KustoClientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
