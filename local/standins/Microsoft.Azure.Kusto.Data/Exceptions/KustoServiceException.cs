namespace Kusto.Data.Exceptions;

/// <summary>The service failed, which a repetition may get over.</summary>
public class KustoServiceException : KustoException
{
    public KustoServiceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
