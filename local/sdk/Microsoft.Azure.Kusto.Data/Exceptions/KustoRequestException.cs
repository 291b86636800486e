namespace Kusto.Data.Exceptions;

public class KustoRequestException : KustoException
{
    public KustoRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
        IsPermanent = true;
    }
}
