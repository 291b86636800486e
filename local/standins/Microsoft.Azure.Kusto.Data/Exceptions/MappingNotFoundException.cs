namespace Kusto.Data.Exceptions;

public class MappingNotFoundException : KustoBadRequestException
{
    private const string SubCode = "BadRequest_MappingReferenceWasNotFound";

    public MappingNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureSubCode = SubCode;
        IsPermanent = true;
    }

    public MappingNotFoundException(
        string mappingName, string mappingType, int? failureCode = null, string failureSubCode = SubCode, bool? isPermanent = true)
        : base($"Mapping reference '{mappingName}' of type '{mappingType}' could not be found.", null)
    {
        With(failureCode ?? FailureCode, failureSubCode, isPermanent);
    }
}
