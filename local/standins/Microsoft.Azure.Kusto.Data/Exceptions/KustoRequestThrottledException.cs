namespace Kusto.Data.Exceptions;

public class KustoRequestThrottledException : KustoServiceException
{
    public KustoRequestThrottledException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 429;
        FailureSubCode = "TooManyRequests";
        IsPermanent = false;
    }
}
