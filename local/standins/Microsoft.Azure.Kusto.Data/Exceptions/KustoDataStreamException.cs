namespace Kusto.Data.Exceptions;

public class KustoDataStreamException : KustoServiceException
{
    public KustoDataStreamException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
