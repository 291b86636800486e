namespace Kusto.Data.Exceptions;

public class KustoClientRequestCanceledByUserException : KustoClientException
{
    public KustoClientRequestCanceledByUserException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 400;
    }
}
