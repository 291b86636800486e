namespace Kusto.Data.Exceptions;

public class EntityNotFoundException : KustoBadRequestException
{
    public EntityNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureSubCode = "BadRequest_EntityNotFound";
        IsPermanent = true;
    }
}
