namespace Kusto.Data.Exceptions;

public class TableNotFoundException : KustoBadRequestException
{
    public TableNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureSubCode = "BadRequest_TableNotExist";
        IsPermanent = true;
    }
}
