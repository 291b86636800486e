namespace LatamFunctions.Http;

/// <summary>The codes of problem details. A contract: clients branch on them.</summary>
public static class ErrorCodes
{
    public const string InvalidParameter = nameof(InvalidParameter);
    public const string InvalidHeader = nameof(InvalidHeader);
    public const string UnknownProbe = nameof(UnknownProbe);
    public const string FlightNotFound = nameof(FlightNotFound);
    public const string DeadLetterNotFound = nameof(DeadLetterNotFound);
    public const string DeadLetterDiscarded = nameof(DeadLetterDiscarded);
    public const string DeadLetterReplayed = nameof(DeadLetterReplayed);
    public const string StillFaulty = nameof(StillFaulty);
    public const string InvalidEvents = nameof(InvalidEvents);
    public const string NoEvents = nameof(NoEvents);
    public const string TooManyEvents = nameof(TooManyEvents);
    public const string ContentTooLarge = nameof(ContentTooLarge);
    public const string UnsupportedMediaType = nameof(UnsupportedMediaType);
    public const string UnsupportedContentEncoding = nameof(UnsupportedContentEncoding);
    public const string ServerBusy = nameof(ServerBusy);
    public const string ServiceUnavailable = nameof(ServiceUnavailable);
    public const string Timeout = nameof(Timeout);
    public const string InternalError = nameof(InternalError);
}
