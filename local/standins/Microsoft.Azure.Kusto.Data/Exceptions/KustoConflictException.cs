namespace Kusto.Data.Exceptions;

public class KustoConflictException : KustoRequestException
{
    public KustoConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 409;
        FailureSubCode = "Conflict";
        IsPermanent = true;
    }
}
