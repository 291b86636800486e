namespace Kusto.Data.Exceptions;

public class TableNotFoundException : KustoBadRequestException
{
    private const string SubCode = "BadRequest_TableNotExist";

    public TableNotFoundException(string tableName, int? failureCode = null, string failureSubCode = SubCode, bool? isPermanent = true)
        : this(tableName, (Exception)null, failureCode, failureSubCode, isPermanent)
    {
    }

    public TableNotFoundException(
        string tableName, Exception innerException, int? failureCode = null, string failureSubCode = SubCode, bool? isPermanent = true)
        : base($"Table '{tableName}' could not be found.", innerException)
    {
        With(failureCode ?? FailureCode, failureSubCode, isPermanent);
    }
}
