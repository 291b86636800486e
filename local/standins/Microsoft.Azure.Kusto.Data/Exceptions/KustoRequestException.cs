namespace Kusto.Data.Exceptions;

/// <summary>The service refused the request: the same one will be refused again.</summary>
public class KustoRequestException : KustoException
{
    public KustoRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
        IsPermanent = true;
    }
}
