namespace Kusto.Data.Exceptions;

public class EntityNotFoundException : KustoBadRequestException
{
    private const string SubCode = "BadRequest_EntityNotFound";

    public EntityNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureSubCode = SubCode;
        IsPermanent = true;
    }

    public EntityNotFoundException(
        string entityKind, string entityId, int? failureCode = null, string failureSubCode = SubCode, bool? isPermanent = true)
        : base($"Entity ID '{entityId}' of kind '{entityKind}' was not found.", null)
    {
        With(failureCode ?? FailureCode, failureSubCode, isPermanent);
    }
}
