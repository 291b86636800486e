namespace Kusto.Data.Exceptions;

public class KustoRequestPayloadTooLargeException : KustoRequestException
{
    public KustoRequestPayloadTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
        FailureCode = 413;
        FailureSubCode = "Payload too large";
        IsPermanent = true;
    }
}
