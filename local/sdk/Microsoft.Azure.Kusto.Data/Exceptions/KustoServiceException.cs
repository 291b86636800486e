namespace Kusto.Data.Exceptions;

public class KustoServiceException : KustoException
{
    public KustoServiceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
