namespace Kusto.Data.Exceptions;

public class KustoRequestDeniedException : KustoRequestException
{
    public KustoRequestDeniedException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 403;
        FailureSubCode = "Forbidden";
        IsPermanent = true;
    }
}
