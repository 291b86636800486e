namespace Kusto.Data.Exceptions;

public class MappingNotFoundException : KustoBadRequestException
{
    public MappingNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureSubCode = "BadRequest_MappingReferenceWasNotFound";
        IsPermanent = true;
    }
}
