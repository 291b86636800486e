namespace Kusto.Data.Exceptions;

/// <summary>The service failed. A retry can succeed.</summary>
public class KustoServiceException : KustoException
{
    public KustoServiceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
