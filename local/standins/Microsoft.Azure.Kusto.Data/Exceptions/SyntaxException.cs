namespace Kusto.Data.Exceptions;

public class SyntaxException : KustoBadRequestException
{
    public SyntaxException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureSubCode = "BadRequest_SyntaxError";
        IsPermanent = true;
    }
}
