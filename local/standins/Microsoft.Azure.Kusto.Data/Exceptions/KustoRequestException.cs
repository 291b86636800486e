namespace Kusto.Data.Exceptions;

/// <summary>The service rejected the request. A retry would also be rejected.</summary>
public class KustoRequestException : KustoException
{
    public KustoRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
        IsPermanent = true;
    }
}
