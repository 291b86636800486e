using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Kusto.Data.Exceptions;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace LatamFunctions.Kusto;

/// <summary>
/// Classifies failures of requests to Kusto. The classification uses exception types because status codes are ambiguous. For example, a
/// server timeout and an invalid row both have the status 400. For a bad request, the service's error code distinguishes an invalid row
/// from a missing table or mapping, because the client throws its general exception type in both cases.
/// </summary>
public static class KustoFailures
{
    /// <summary>The ingestion error codes of Kusto that are not caused by a row.</summary>
    private static readonly HashSet<string> MisconfiguredCodes =
    [
        "BadRequest_DatabaseNotExist",
        "BadRequest_TableNotExist",
        "BadRequest_EntityNotFound",
        "BadRequest_MappingReferenceWasNotFound",
        "BadRequest_EmptyMappingReference",
        "BadRequest_InvalidMapping",
        "BadRequest_InconsistentMapping",
        "BadRequest_FormatNotSupported",
        "BadRequest_StreamingIngestionPolicyNotEnabled",
    ];

    public static KustoFailure Classify(Exception exception, CancellationToken cancellationToken = default) => exception switch
    {
        OperationCanceledException or KustoClientRequestCanceledByUserException when cancellationToken.IsCancellationRequested =>
            KustoFailure.Canceled,
        KustoRequestThrottledException => KustoFailure.Throttled,
        KustoServiceTimeoutException or KustoClientTimeoutException or TimeoutException or TimeoutRejectedException => KustoFailure.Timeout,
        BrokenCircuitException => KustoFailure.Unavailable,
        KustoServicePartialQueryFailureLimitsExceededException => KustoFailure.LimitsExceeded,

        // The caller did not cancel the request, so the timeout of HttpClient has elapsed.
        OperationCanceledException => KustoFailure.Timeout,
        EntityNotFoundException or DatabaseNotFoundException or TableNotFoundException or MappingNotFoundException =>
            KustoFailure.Misconfigured,
        KustoRequestDeniedException or KustoClientAuthenticationException or KustoClientInvalidConnectionStringException =>
            KustoFailure.Misconfigured,
        KustoBadRequestException { FailureSubCode: { } code } when MisconfiguredCodes.Contains(code) => KustoFailure.Misconfigured,
        KustoBadRequestException or KustoRequestPayloadTooLargeException => KustoFailure.InvalidRequest,
        KustoException { IsPermanent: false } => KustoFailure.Unavailable,
        KustoClientException or KustoServiceException => KustoFailure.Unavailable,
        KustoException => KustoFailure.Misconfigured,
        HttpRequestException or IOException or SocketException => KustoFailure.Unavailable,

        // Failures of services that are called through Azure.Core. The status 0 means that there was no response. After the last retry,
        // Azure.Core throws the failures of all attempts.
        RequestFailedException { Status: 429 } => KustoFailure.Throttled,
        RequestFailedException { Status: 0 or 408 or >= 500 } or AuthenticationFailedException => KustoFailure.Unavailable,
        AggregateException { InnerExceptions: [.., var last] } => Classify(last, cancellationToken),
        _ => KustoFailure.Other,
    };

    /// <summary>Whether the same request can succeed after a delay.</summary>
    public static bool IsTransient(KustoFailure failure) =>
        failure is KustoFailure.Throttled or KustoFailure.Unavailable or KustoFailure.Timeout;
}
