namespace Kusto.Data.Exceptions;

public class KustoServicePartialQueryFailureException : KustoException
{
    public KustoServicePartialQueryFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
