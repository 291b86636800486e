namespace Kusto.Data.Exceptions;

/// <summary>The query failed after the first rows were sent.</summary>
public class KustoServicePartialQueryFailureException : KustoException
{
    public KustoServicePartialQueryFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
