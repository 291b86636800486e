namespace Kusto.Data.Exceptions;

/// <summary>The service rejected the request, and would reject the same request again.</summary>
public class KustoRequestException : KustoException
{
    public KustoRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
        IsPermanent = true;
    }
}
