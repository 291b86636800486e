namespace Kusto.Data.Exceptions;

public class DatabaseNotFoundException : KustoBadRequestException
{
    public DatabaseNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureSubCode = "BadRequest_DatabaseNotExist";
    }
}
