namespace Kusto.Data.Exceptions;

public class KustoBadRequestException : KustoRequestException
{
    public KustoBadRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 400;
        FailureSubCode = "General_BadRequest";
        IsPermanent = true;
    }
}
