using LatamFunctions.Http;
using LatamFunctions.Tests.Support;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace LatamFunctions.Tests.Telemetry;

public class ApiMetricsTests
{
    private readonly FixedTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [TestCase(200, 100, 1, 0)]
    [TestCase(503, 1000, 0, 0)]
    [TestCase(418, 1001, 0, 1)]
    public async Task A_request_is_recorded_with_its_function_status_and_duration(int status, int milliseconds, int withinAim, int slow)
    {
        using var metrics = new CapturedMetrics();
        await InvokeAsync(metrics, exchange =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            exchange.Context.Response.StatusCode = status;
        });

        var duration = metrics.Series("api.request.duration").Single();
        Assert.Multiple(() =>
        {
            Assert.That((duration.Count, duration.Sum), Is.EqualTo((1, (double)milliseconds)));
            Assert.That(duration.Properties,
                Is.EquivalentTo(new Dictionary<string, string> { ["function"] = "TestFunction", ["status"] = $"{status}" }));
            Assert.That(metrics.SumOf("api.request.within_aim"), Is.EqualTo(withinAim));
            Assert.That(metrics.SumOf("api.request.slow"), Is.EqualTo(slow));
        });
    }

    [Test]
    public void An_exception_that_leaves_the_middleware_counts_as_status_500()
    {
        using var metrics = new CapturedMetrics();

        Assert.ThrowsAsync<InvalidOperationException>(() => InvokeAsync(metrics, _ => throw new InvalidOperationException()));

        Assert.That(metrics.Series("api.request.duration").Single().Properties["status"], Is.EqualTo("500"));
    }

    private async Task InvokeAsync(CapturedMetrics metrics, Action<HttpExchange> function)
    {
        var exchange = new HttpExchange("/api/flights");
        FunctionExecutionDelegate next = _ =>
        {
            function(exchange);
            return Task.CompletedTask;
        };
        var context = new TestFunctionContext();
        context.Items["HttpRequestContext"] = exchange.Context;
        await new RequestMetricsMiddleware(metrics.Api, _time).Invoke(context, next);
    }
}
