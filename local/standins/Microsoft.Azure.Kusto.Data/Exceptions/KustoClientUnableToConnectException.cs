namespace Kusto.Data.Exceptions;

public class KustoClientUnableToConnectException : KustoClientException
{
    public KustoClientUnableToConnectException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
