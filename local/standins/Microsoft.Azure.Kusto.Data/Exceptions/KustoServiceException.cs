namespace Kusto.Data.Exceptions;

/// <summary>The exception for a failure of the service. A retry can succeed.</summary>
public class KustoServiceException : KustoException
{
    public KustoServiceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
