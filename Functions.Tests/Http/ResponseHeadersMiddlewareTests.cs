using LatamFunctions.Http;
using LatamFunctions.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatamFunctions.Tests.Http;

public class ResponseHeadersMiddlewareTests
{
    [Test]
    public async Task Responses_forbid_content_type_sniffing()
    {
        var (good, bad) = (new HttpExchange(), new HttpExchange());

        await InvokeAsync(good, _ => Task.CompletedTask);
        await InvokeAsync(bad, _ => throw new InvalidOperationException());

        Assert.That((good.Header("x-content-type-options"), bad.Header("x-content-type-options")), Is.EqualTo(("nosniff", "nosniff")));
    }

    [Test]
    public async Task Responses_have_the_request_ids()
    {
        var exchange = new HttpExchange();
        exchange.Request.Headers["x-ms-client-request-id"] = "my-id-1";

        await InvokeAsync(exchange, _ => Task.CompletedTask);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Header("x-ms-request-id"), Is.EqualTo("invocation-1"));
            Assert.That(exchange.Header("x-ms-client-request-id"), Is.EqualTo("my-id-1"));
            Assert.That(exchange.Header("traceparent"), Is.EqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
            Assert.That(exchange.Header("access-control-expose-headers"), Is.Empty);
        });
    }

    [Test]
    public async Task Cross_origin_scripts_can_read_the_response_headers()
    {
        var exchange = new HttpExchange();
        exchange.Request.Headers.Origin = "https://flights.example.com";

        await InvokeAsync(exchange, _ => Task.CompletedTask);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Header("access-control-expose-headers"), Does.Contain("ETag").And.Contain("x-ms-error-code"));
            Assert.That(exchange.Header("access-control-allow-origin"), Is.Empty, "the host determines the allowed origins");
        });
    }

    [TestCase("tab\there")]
    [TestCase("ñ")]
    [TestCase(
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
        + "1234567890123456789012345678901234567890123456789")]
    public async Task A_client_request_id_that_is_not_plain_text_is_not_echoed(string id)
    {
        var exchange = new HttpExchange();
        exchange.Request.Headers["x-ms-client-request-id"] = id;

        await InvokeAsync(exchange, _ => Task.CompletedTask);

        Assert.That(exchange.Header("x-ms-client-request-id"), Is.Empty);
    }

    [Test]
    public async Task A_function_without_a_request_is_invoked()
    {
        var isInvoked = false;

        await new ResponseHeadersMiddleware().Invoke(TestFunctionContext.ForPartition("3"), _ =>
        {
            isInvoked = true;
            return Task.CompletedTask;
        });

        Assert.That(isInvoked, Is.True);
    }

    /// <summary>
    /// Invokes a function with the middleware and, as in the app, with the exception handling that the middleware encloses.
    /// </summary>
    private static async Task InvokeAsync(HttpExchange exchange, Func<FunctionContext, Task> function)
    {
        var context = new TestFunctionContext();
        context.Items["HttpRequestContext"] = exchange.Context;
        var handling = new ExceptionHandlingMiddleware(NullLogger<ExceptionHandlingMiddleware>.Instance, TimeProvider.System);
        await new ResponseHeadersMiddleware().Invoke(context, invocation => handling.Invoke(invocation, inner => function(inner)));
    }
}
