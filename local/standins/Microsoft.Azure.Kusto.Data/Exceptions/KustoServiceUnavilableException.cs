namespace Kusto.Data.Exceptions;

/// <summary>The exception for a service that is unavailable. The class name is misspelled in the official package.</summary>
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
