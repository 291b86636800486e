using LocalEventHubs.Errors;
using LocalEventHubs.Security;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;

namespace LocalEventHubs.Amqp;

/// <summary>Converts exceptions to AMQP errors. The SDKs use the error condition to decide whether to retry.</summary>
internal static class AmqpErrors
{
    private static readonly AmqpSymbol ArgumentError = "com.microsoft:argument-error";
    private static readonly AmqpSymbol ArgumentOutOfRange = "com.microsoft:argument-out-of-range";

    public static AmqpException From(Exception exception) => exception switch
    {
        AmqpException e => e,
        EventHubsException e => new AmqpException(ConditionOf(e.Reason), e.Message),
        Messages.MessageFormatException e => new AmqpException(ArgumentError, $"The message is not valid AMQP: {e.Message}"),
        IOException => new AmqpException(
            AmqpErrorCode.InternalError, "The broker's disk failed, so no events were stored. Try again."),
        ObjectDisposedException => new AmqpException(
            AmqpErrorCode.InternalError, "The broker is shutting down. No events were stored. Try again."),
        _ => new AmqpException(AmqpErrorCode.InternalError, "The broker failed unexpectedly. See the broker's log for the cause."),
    };

    public static AmqpException InvalidArgument(string description) => new(ArgumentError, description);

    public static AmqpException Unauthorized(AccessClaims claim) =>
        new(AmqpErrorCode.UnauthorizedAccess, $"Unauthorized access. '{claim}' claim(s) are required to perform this operation.");

    public static AmqpSymbol ConditionOf(EventHubsErrorReason reason) => reason switch
    {
        EventHubsErrorReason.NotFound => AmqpErrorCode.NotFound,
        EventHubsErrorReason.PartitionNotFound => ArgumentOutOfRange,
        EventHubsErrorReason.MessageSizeExceeded => AmqpErrorCode.MessageSizeExceeded,
        EventHubsErrorReason.Unauthorized => AmqpErrorCode.UnauthorizedAccess,
        EventHubsErrorReason.QuotaExceeded => AmqpErrorCode.ResourceLimitExceeded,
        _ => ArgumentError,
    };
}
