namespace Kusto.Data.Exceptions;

/// <summary>The service failed; a retry may succeed.</summary>
public class KustoServiceException : KustoException
{
    public KustoServiceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
