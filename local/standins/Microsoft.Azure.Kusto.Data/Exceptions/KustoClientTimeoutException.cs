namespace Kusto.Data.Exceptions;

public class KustoClientTimeoutException : KustoClientException
{
    public KustoClientTimeoutException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 400;
        IsPermanent = false;
    }
}
