namespace Kusto.Data.Exceptions;

public class KustoClientInvalidConnectionStringException : KustoClientException
{
    public KustoClientInvalidConnectionStringException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 400;
        IsPermanent = true;
    }
}
