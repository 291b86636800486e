namespace Kusto.Data.Exceptions;

public class KustoServicePartialQueryFailureLowMemoryConditionException : KustoServiceException
{
    public KustoServicePartialQueryFailureLowMemoryConditionException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 400;
        FailureSubCode = "LowMemoryCondition";
        IsPermanent = false;
    }
}
