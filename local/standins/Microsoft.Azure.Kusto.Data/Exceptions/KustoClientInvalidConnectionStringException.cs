namespace Kusto.Data.Exceptions;

public class KustoClientInvalidConnectionStringException : KustoClientException
{
    public KustoClientInvalidConnectionStringException(
        string initializationErrorMessage, int? failureCode = 400, string failureSubCode = null, bool? isPermanent = true)
        : this(initializationErrorMessage, (Exception)null, failureCode, failureSubCode, isPermanent)
    {
    }

    public KustoClientInvalidConnectionStringException(
        string initializationErrorMessage,
        Exception innerException,
        int? failureCode = 400,
        string failureSubCode = null,
        bool? isPermanent = true)
        : base($"The Kusto connection string has invalid or conflicting properties: {initializationErrorMessage}", innerException)
    {
        With(failureCode ?? FailureCode, failureSubCode, isPermanent);
    }
}
