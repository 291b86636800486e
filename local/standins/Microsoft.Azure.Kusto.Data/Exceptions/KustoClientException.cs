namespace Kusto.Data.Exceptions;

/// <summary>The request did not come to the service, or its answer not back.</summary>
public class KustoClientException : KustoException
{
    public KustoClientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
