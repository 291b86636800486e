namespace Kusto.Data.Exceptions;

public class KustoServiceUnavilableException : KustoServiceException
{
    public KustoServiceUnavilableException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 503;
        FailureSubCode = "StatusServiceUnavailable";
        IsPermanent = false;
    }
}
