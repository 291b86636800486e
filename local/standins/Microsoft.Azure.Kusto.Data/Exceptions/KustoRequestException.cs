namespace Kusto.Data.Exceptions;

/// <summary>The exception for a request that the service rejected. A retry would also be rejected.</summary>
public class KustoRequestException : KustoException
{
    public KustoRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
        IsPermanent = true;
    }
}
