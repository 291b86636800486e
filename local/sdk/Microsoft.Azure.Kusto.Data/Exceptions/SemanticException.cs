namespace Kusto.Data.Exceptions;

public class SemanticException : KustoBadRequestException
{
    public SemanticException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
