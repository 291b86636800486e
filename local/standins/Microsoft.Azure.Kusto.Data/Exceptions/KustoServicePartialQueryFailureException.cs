namespace Kusto.Data.Exceptions;

/// <summary>The exception for a query that failed after the first rows had been sent.</summary>
public class KustoServicePartialQueryFailureException : KustoException
{
    public KustoServicePartialQueryFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
