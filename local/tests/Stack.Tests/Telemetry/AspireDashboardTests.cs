using System.Net;
using LocalStack.Configuration;
using LocalStack.Telemetry;

namespace LocalStack.Tests.Telemetry;

public sealed class AspireDashboardTests
{
    [Test]
    public void Without_a_dashboard_the_message_describes_the_alternative() =>
        Assert.That(
            () => AspireDashboard.StartAsync(null, 0, default),
            Throws.InvalidOperationException.With.Message.Contains("Linux on x64 only").And.Message.Contains("--otlp"));

    [Test]
    public void A_dashboard_that_exits_is_reported_with_its_output() =>
        Assert.That(
            () => AspireDashboard.StartAsync("/nowhere/Aspire.Dashboard", 0, default),
            Throws.InvalidOperationException
                .With.Message.Contains("before it was ready").And.Message.Contains("/nowhere/Aspire.Dashboard"));

    /// <summary>Simulates kill -9 of the stack, after which the pipe closes.</summary>
    [Test]
    public async Task The_dashboard_requires_keys_and_exits_when_its_input_closes()
    {
        if (BuildPaths.Dashboard is not { } program)
        {
            Assert.Ignore("The Aspire dashboard is included for Linux on x64 only.");
            return;
        }

        var dashboard = await AspireDashboard.StartAsync(program, 0, default);
        try
        {
            using var http = new HttpClient();
            using var page = await http.GetAsync(dashboard.Page);
            using var api = await http.GetAsync(new Uri(dashboard.Api, "spans"));
            using var export = new ByteArrayContent([]) { Headers = { { "Content-Type", "application/x-protobuf" } } };
            using var collector = await http.PostAsync(dashboard.Collector.Traces, export);

            Assert.That(
                new[] { page.StatusCode, api.StatusCode, collector.StatusCode },
                Is.EqualTo([HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized]));
        }
        finally
        {
            await dashboard.DisposeAsync();
        }

        using var after = new HttpClient();
        Assert.That(() => after.GetAsync(dashboard.Page), Throws.InstanceOf<HttpRequestException>());
    }
}
