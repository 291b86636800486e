using Azure;
using Azure.Identity;
using Kusto.Data.Exceptions;
using LatamFunctions.Http;
using LatamFunctions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Moq;

namespace LatamFunctions.Tests.Http;

public class ExceptionHandlingMiddlewareTests
{
    private static readonly TestCaseData[] Failures =
    [
        new(new KustoRequestThrottledException("secret detail", null), 503, "ServerBusy", "5"),
        new(new KustoServiceUnavilableException("secret detail", null), 503, "ServiceUnavailable", "5"),
        new(new HttpRequestException("secret detail"), 503, "ServiceUnavailable", "5"),
        new(new KustoServiceTimeoutException("secret detail", null), 504, "Timeout", ""),
        new(new TaskCanceledException("secret detail"), 504, "Timeout", ""),
        new(new KustoBadRequestException("secret detail", null), 500, "InternalError", ""),
        new(new TableNotFoundException("secret detail", (Exception?)null), 500, "InternalError", ""),
        new(new InvalidOperationException("secret detail"), 500, "InternalError", ""),
        new(new RequestFailedException(0, "secret detail"), 503, "ServiceUnavailable", "5"),
        new(new RequestFailedException(500, "secret detail"), 503, "ServiceUnavailable", "5"),
        new(new RequestFailedException(503, "secret detail"), 503, "ServiceUnavailable", "5"),
        new(new RequestFailedException(429, "secret detail"), 503, "ServerBusy", "5"),
        new(new RequestFailedException(403, "secret detail"), 500, "InternalError", ""),
        new(new AuthenticationFailedException("secret detail"), 503, "ServiceUnavailable", "5"),
        new(
            new AggregateException("secret detail", new RequestFailedException(0, "first try"), new RequestFailedException(0, "last try")),
            503, "ServiceUnavailable", "5"),
        new(new AggregateException("secret detail", new InvalidOperationException()), 500, "InternalError", ""),
        new(new BadHttpRequestException("secret detail", 400), 400, "MalformedRequest", ""),
        new(new BadHttpRequestException("secret detail", 408), 408, "RequestTimeout", ""),
        new(new BadHttpRequestException("secret detail", 413), 413, "ContentTooLarge", ""),
    ];

    [TestCaseSource(nameof(Failures))]
    public async Task An_exception_becomes_problem_details(Exception exception, int status, string code, string retryAfter)
    {
        var exchange = await InvokeAsync(new HttpExchange("/api/flights"), _ => throw exception);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(status));
            Assert.That(exchange.Context.Response.ContentType, Is.EqualTo("application/problem+json"));
            Assert.That(exchange.Header("x-ms-error-code"), Is.EqualTo(code));
            Assert.That(exchange.Header("Retry-After"), Is.EqualTo(retryAfter));
            Assert.That((int?)exchange.Json["status"], Is.EqualTo(status));
            Assert.That((string?)exchange.Json["code"], Is.EqualTo(code));
            Assert.That((string?)exchange.Json["instance"], Is.EqualTo("/api/flights"));
            Assert.That(exchange.Text, Does.Not.Contain("secret"));
        });
    }

    [Test]
    public async Task A_failure_is_logged_with_the_invocation_id()
    {
        var logger = new Mock<ILogger<ExceptionHandlingMiddleware>>();
        logger.Setup(log => log.IsEnabled(It.IsAny<LogLevel>())).Returns(true);
        var exception = new InvalidOperationException("boom");

        await InvokeAsync(new HttpExchange(), _ => throw exception, logger.Object);

        logger.Verify(log => log.Log(
            LogLevel.Error,
            It.IsAny<EventId>(),
            It.Is<It.IsAnyType>(
                (state, _) => $"{state}".Contains("TestFunction (invocation invocation-1) failed (Other) and responds with 500")),
            exception,
            It.IsAny<Func<It.IsAnyType, Exception?, string>>()));
    }

    /// <summary>During an outage, all requests fail for the same reason, which is not an error in the app.</summary>
    [TestCase(429, "Throttled", false)]
    [TestCase(503, "Unavailable", false)]
    [TestCase(503, "Unavailable", true)]
    public async Task A_request_rejected_by_a_busy_service_is_logged_without_the_exception(
        int status, string failure, bool isRetried)
    {
        // As in exceptions from the Azure client libraries, the status and the headers are on separate lines.
        Exception exception = new RequestFailedException(status, "too much\nStatus: 503\n\nHeaders:\nServer: secret");
        if (isRetried)
            exception = new AggregateException("Retry failed after 2 tries.", new RequestFailedException(0, "first try"), exception);
        var logger = new Mock<ILogger<ExceptionHandlingMiddleware>>();
        logger.Setup(log => log.IsEnabled(It.IsAny<LogLevel>())).Returns(true);

        await InvokeAsync(new HttpExchange(), _ => throw exception, logger.Object);

        logger.Verify(log => log.Log(
            LogLevel.Warning,
            It.IsAny<EventId>(),
            It.Is<It.IsAnyType>(
                (state, _) => $"{state}" == $"TestFunction (invocation invocation-1) responds with 503 ({failure}): too much"),
            null,
            It.IsAny<Func<It.IsAnyType, Exception?, string>>()));
    }

    [Test]
    public async Task A_client_error_is_not_logged_as_a_failure_of_the_app()
    {
        var logger = new Mock<ILogger<ExceptionHandlingMiddleware>>();
        logger.Setup(log => log.IsEnabled(It.IsAny<LogLevel>())).Returns(true);

        await InvokeAsync(new HttpExchange(), _ => throw new BadHttpRequestException("bad chunk", 400), logger.Object);

        Assert.That(
            logger.Invocations.Where(call => call.Method.Name == "Log").Select(call => call.Arguments[0]),
            Is.EqualTo([LogLevel.Information]));
    }

    [TestCase(typeof(OperationCanceledException))]
    [TestCase(typeof(IOException))]
    [TestCase(typeof(Microsoft.AspNetCore.Connections.ConnectionResetException))]
    public async Task A_client_that_has_disconnected_is_not_an_error(Type exception)
    {
        var exchange = new HttpExchange();
        exchange.Context.RequestAborted = new CancellationToken(canceled: true);
        var failure = (Exception)Activator.CreateInstance(exception, "The client reset the connection.")!;

        await InvokeAsync(exchange, _ => throw failure);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(499));
            Assert.That(exchange.Text, Is.Empty);
        });
    }

    [Test]
    public async Task A_canceled_invocation_whose_connection_ends_later_is_not_an_error()
    {
        using var connection = new CancellationTokenSource();
        var exchange = new HttpExchange();
        exchange.Context.RequestAborted = connection.Token;

        var invocation = InvokeAsync(
            exchange, _ => throw new TaskCanceledException(), cancellation: new CancellationToken(canceled: true), delayScale: 3600);
        var isEarly = invocation.IsCompleted;
        await connection.CancelAsync();
        await invocation;

        Assert.That((isEarly, exchange.Status, exchange.Text), Is.EqualTo((false, 499, "")));
    }

    [Test]
    public async Task A_stopping_host_responds_with_Retry_After()
    {
        var exchange = await InvokeAsync(
            new HttpExchange(), _ => throw new TaskCanceledException(), cancellation: new CancellationToken(canceled: true), delayScale: 0);

        Assert.That(
            (exchange.Status, exchange.Header("x-ms-error-code"), exchange.Header("Retry-After")),
            Is.EqualTo((503, "ServiceUnavailable", "5")));
    }

    [Test]
    public async Task A_disconnection_while_an_error_is_written_is_not_an_error()
    {
        var exchange = new HttpExchange();
        exchange.Context.RequestAborted = new CancellationToken(canceled: true);

        await InvokeAsync(exchange, _ => throw new KustoRequestThrottledException("busy", null));

        Assert.That((exchange.Status, exchange.Text), Is.EqualTo((499, "")));
    }

    [Test]
    public void A_failure_of_a_function_without_a_request_is_passed_to_the_host()
    {
        var middleware = new ExceptionHandlingMiddleware(Mock.Of<ILogger<ExceptionHandlingMiddleware>>(), TimeProvider.System);

        Assert.ThrowsAsync<InvalidOperationException>(
            () => middleware.Invoke(TestFunctionContext.ForPartition("3"), _ => throw new InvalidOperationException()));
    }

    private static async Task<HttpExchange> InvokeAsync(
        HttpExchange exchange, Func<FunctionContext, Task> next, ILogger<ExceptionHandlingMiddleware>? logger = null,
        CancellationToken cancellation = default, double delayScale = 1)
    {
        var context = new TestFunctionContext(cancellationToken: cancellation);
        context.Items["HttpRequestContext"] = exchange.Context;
        Assert.That(context.GetHttpContext(), Is.SameAs(exchange.Context));
        await new ExceptionHandlingMiddleware(logger ?? Mock.Of<ILogger<ExceptionHandlingMiddleware>>(), new ScaledTime(delayScale))
            .Invoke(context, invocation => next(invocation));
        return exchange;
    }

    /// <summary>A time provider that multiplies the due time of timers by a factor.</summary>
    private sealed class ScaledTime(double factor) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime * factor, period);
    }
}
