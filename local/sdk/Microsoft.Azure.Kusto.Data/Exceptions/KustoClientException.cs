namespace Kusto.Data.Exceptions;

public class KustoClientException : KustoException
{
    public KustoClientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
