namespace Kusto.Data.Exceptions;

public class KustoClientAuthenticationException : KustoClientException
{
    public KustoClientAuthenticationException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 400;
    }
}
