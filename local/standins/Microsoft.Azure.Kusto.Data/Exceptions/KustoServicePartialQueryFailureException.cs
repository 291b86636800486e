namespace Kusto.Data.Exceptions;

/// <summary>The query failed after its first rows were sent.</summary>
public class KustoServicePartialQueryFailureException : KustoException
{
    public KustoServicePartialQueryFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
