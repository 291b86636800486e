using System.Net.Sockets;
using Kusto.Data.Exceptions;
using LatamFunctions.Kusto;

namespace LatamFunctions.Tests.Kusto;

public class KustoFailuresTests
{
    private static readonly TestCaseData[] Cases =
    [
        new(new KustoRequestThrottledException("x", null), KustoFailure.Throttled, true),
        new(new KustoServiceUnavilableException("x", null), KustoFailure.Unavailable, true),
        new(new HttpRequestException("x"), KustoFailure.Unavailable, true),
        new(new IOException("x"), KustoFailure.Unavailable, true),
        new(new SocketException(104), KustoFailure.Unavailable, true),
        new(new KustoServiceTimeoutException("secret detail", null), KustoFailure.Timeout, true),
        new(new KustoClientTimeoutException("secret detail", null), KustoFailure.Timeout, true),
        new(new TaskCanceledException("HttpClient's timeout"), KustoFailure.Timeout, true),
        new(new KustoBadRequestException("x", null), KustoFailure.InvalidRequest, false),
        new(new KustoRequestPayloadTooLargeException("secret detail", null), KustoFailure.InvalidRequest, false),
        new(new EntityNotFoundException("secret detail", null), KustoFailure.Misconfigured, false),
        new(new TableNotFoundException("secret detail", (Exception?)null), KustoFailure.Misconfigured, false),
        new(new DatabaseNotFoundException("secret detail", null), KustoFailure.Misconfigured, false),
        new(new MappingNotFoundException("secret detail", null), KustoFailure.Misconfigured, false),
        new(new KustoRequestDeniedException("secret detail", null), KustoFailure.Misconfigured, false),
        new(new KustoClientAuthenticationException("secret detail", null), KustoFailure.Misconfigured, false),
        new(new InvalidOperationException("x"), KustoFailure.Other, false),
    ];

    [TestCaseSource(nameof(Cases))]
    public void A_failure_is_classified_by_its_exception_type(Exception exception, KustoFailure expected, bool transient)
    {
        var failure = KustoFailures.Classify(exception);
        Assert.Multiple(() =>
        {
            Assert.That(failure, Is.EqualTo(expected));
            Assert.That(KustoFailures.IsTransient(failure), Is.EqualTo(transient));
        });
    }

    /// <summary>
    /// Tests error codes for which the official client throws its general exception. Only the error code shows that the failure was not
    /// caused by a row.
    /// </summary>
    [TestCase("BadRequest_TableNotExist")]
    [TestCase("BadRequest_DatabaseNotExist")]
    [TestCase("BadRequest_EntityNotFound")]
    [TestCase("BadRequest_MappingReferenceWasNotFound")]
    [TestCase("BadRequest_StreamingIngestionPolicyNotEnabled")]
    public void A_missing_table_or_mapping_is_a_configuration_error(string code) =>
        Assert.That(KustoFailures.Classify(new CodedBadRequest(code)), Is.EqualTo(KustoFailure.Misconfigured));

    [Test]
    public void A_bad_request_with_any_other_code_is_an_invalid_request() =>
        Assert.That(KustoFailures.Classify(new CodedBadRequest("Stream_WrongNumberOfFields")), Is.EqualTo(KustoFailure.InvalidRequest));

    [Test]
    public void A_requested_cancellation_is_not_a_service_failure()
    {
        var canceled = new CancellationToken(canceled: true);
        Assert.Multiple(() =>
        {
            Assert.That(KustoFailures.Classify(new OperationCanceledException(), canceled), Is.EqualTo(KustoFailure.Canceled));
            Assert.That(KustoFailures.Classify(new KustoClientRequestCanceledByUserException("secret detail", null), canceled),
                Is.EqualTo(KustoFailure.Canceled));
        });
    }

    private sealed class CodedBadRequest : KustoBadRequestException
    {
        public CodedBadRequest(string code)
            : base("x", null) => FailureSubCode = code;
    }
}
