namespace Kusto.Data.Exceptions;

/// <summary>The name is the official one.</summary>
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
