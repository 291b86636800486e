namespace Kusto.Data.Exceptions;

public class KustoServiceTimeoutException : KustoServiceException
{
    public KustoServiceTimeoutException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 400;
        FailureSubCode = "RequestExecutionTimeout";
        IsPermanent = false;
    }
}
