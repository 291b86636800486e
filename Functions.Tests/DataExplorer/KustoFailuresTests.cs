using System.Net.Sockets;
using Kusto.Data.Exceptions;
using LatamFunctions.DataExplorer;

namespace LatamFunctions.Tests.DataExplorer;

public class KustoFailuresTests
{
    private static readonly TestCaseData[] Cases =
    [
        new(new KustoRequestThrottledException("x", null), KustoFailure.Throttled, true),
        new(new KustoServiceUnavilableException("x", null), KustoFailure.Unavailable, true),
        new(new HttpRequestException("x"), KustoFailure.Unavailable, true),
        new(new IOException("x"), KustoFailure.Unavailable, true),
        new(new SocketException(104), KustoFailure.Unavailable, true),
        new(new KustoServiceTimeoutException(), KustoFailure.Timeout, true),
        new(new KustoClientTimeoutException(), KustoFailure.Timeout, true),
        new(new TaskCanceledException("HttpClient's timeout"), KustoFailure.Timeout, true),
        new(new KustoBadRequestException("x", null), KustoFailure.Refused, false),
        new(new KustoRequestPayloadTooLargeException(), KustoFailure.Refused, false),
        new(new EntityNotFoundException(), KustoFailure.Misconfigured, false),
        new(new TableNotFoundException(), KustoFailure.Misconfigured, false),
        new(new DatabaseNotFoundException(), KustoFailure.Misconfigured, false),
        new(new MappingNotFoundException(), KustoFailure.Misconfigured, false),
        new(new KustoRequestDeniedException(), KustoFailure.Misconfigured, false),
        new(new KustoClientAuthenticationException(), KustoFailure.Misconfigured, false),
        new(new InvalidOperationException("x"), KustoFailure.Other, false),
    ];

    [TestCaseSource(nameof(Cases))]
    public void A_failure_is_known_by_its_type(Exception exception, KustoFailure expected, bool transient)
    {
        var failure = KustoFailures.Classify(exception);
        Assert.Multiple(() =>
        {
            Assert.That(failure, Is.EqualTo(expected));
            Assert.That(KustoFailures.IsTransient(failure), Is.EqualTo(transient));
        });
    }

    [Test]
    public void A_cancellation_that_was_asked_for_is_no_failure_of_the_service()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.Multiple(() =>
        {
            Assert.That(KustoFailures.Classify(new OperationCanceledException(), cancelled), Is.EqualTo(KustoFailure.Cancelled));
            Assert.That(KustoFailures.Classify(new KustoClientRequestCanceledByUserException(), cancelled), Is.EqualTo(KustoFailure.Cancelled));
        });
    }
}
