namespace Kusto.Data.Exceptions;

public class KustoServicePartialQueryFailureLimitsExceededException : KustoServiceException
{
    public KustoServicePartialQueryFailureLimitsExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 400;
        FailureSubCode = "LimitsExceeded";
        IsPermanent = false;
    }
}
