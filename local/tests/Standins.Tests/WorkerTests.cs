using Microsoft.ApplicationInsights;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Moq;

namespace Standins.Tests;

public class WorkerTests
{
    [Test]
    public async Task Middleware_runs_in_the_order_of_registration_around_the_function_that_the_host_gives()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<First>().UseMiddleware<Second>();
        builder.Services.AddSingleton<List<string>>();
        using var host = builder.Build();
        var steps = host.Services.GetRequiredService<List<string>>();

        await host.Services.GetRequiredService<FunctionExecutionDelegate>()(Context(host.Services, () => steps.Add("function")));

        Assert.That(steps, Is.EqualTo(new[] { "first in", "second in", "function", "second out", "first out" }));
    }

    [Test]
    public void The_command_line_is_configuration()
    {
        var builder = FunctionsApplication.CreateBuilder(["--Kusto:Endpoint=http://127.0.0.1:1"]);

        Assert.That(builder.Configuration["Kusto:Endpoint"], Is.EqualTo("http://127.0.0.1:1"));
    }

    [Test]
    [NonParallelizable]
    public void The_environment_is_configuration_and_may_name_the_environment()
    {
        const string Setting = "AZURE_FUNCTIONS_LatamFunctionsTestsSetting";
        Environment.SetEnvironmentVariable(Setting, "x");
        try
        {
            Assert.That(FunctionsApplication.CreateBuilder([]).Configuration["LatamFunctionsTestsSetting"], Is.EqualTo("x"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Setting, null);
        }
    }

    [Test]
    public void The_worker_does_not_write_to_the_console_itself() =>
        Assert.That(
            FunctionsApplication.CreateBuilder([]).Services.Where(service => service.ServiceType == typeof(ILoggerProvider)),
            Has.None.Matches<ServiceDescriptor>(service => service.ImplementationType == typeof(ConsoleLoggerProvider)));

    [Test]
    public void A_host_is_built_once()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        using var host = builder.Build();

        Assert.That(builder.Build, Throws.InvalidOperationException);
        Assert.That(() => builder.Use(next => next), Throws.InvalidOperationException);
    }

    [Test]
    public void Application_Insights_must_be_added_before_it_is_configured()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Services.ConfigureFunctionsApplicationInsights().ConfigureFunctionsApplicationInsights();
        using var host = builder.Build();

        Assert.That(async () => await host.StartAsync(), Throws.InvalidOperationException.With.Message.Contains("AddApplicationInsightsTelemetryWorkerService"));
    }

    [Test]
    public async Task A_host_with_Application_Insights_starts()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Services.AddSingleton(new TelemetryClient(new Microsoft.ApplicationInsights.Extensibility.TelemetryConfiguration()));
        builder.Services.ConfigureFunctionsApplicationInsights();
        using var host = builder.Build();

        await host.StartAsync();
        await host.StopAsync();
    }

    [Test]
    public void The_request_is_found_where_the_official_worker_puts_it()
    {
        var http = new DefaultHttpContext();
        var context = new Mock<FunctionContext>();
        context.SetupGet(c => c.Items).Returns(new Dictionary<object, object> { ["HttpRequestContext"] = http });
        var other = new Mock<FunctionContext>();
        other.SetupGet(c => c.Items).Returns(new Dictionary<object, object>());

        Assert.That(context.Object.GetHttpContext(), Is.SameAs(http));
        Assert.That(other.Object.GetHttpContext(), Is.Null);
    }

    [TestCase("soon", "00:00:01")]
    [TestCase("-00:00:01", "00:00:01")]
    [TestCase("00:00:01", "later")]
    public void Retry_intervals_are_time_spans_of_zero_or_more(string minimum, string maximum) =>
        Assert.That(() => new ExponentialBackoffRetryAttribute(1, minimum, maximum), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void The_least_retry_interval_is_not_above_the_greatest() =>
        Assert.That(() => new ExponentialBackoffRetryAttribute(1, "00:00:02", "00:00:01"), Throws.TypeOf<ArgumentException>());

    private static FunctionContext Context(IServiceProvider services, Action function)
    {
        var features = new Mock<IInvocationFeatures>();
        features.Setup(f => f.Get<FunctionExecutionDelegate>()).Returns(_ =>
        {
            function();
            return Task.CompletedTask;
        });
        var context = new Mock<FunctionContext>();
        context.SetupGet(c => c.Features).Returns(features.Object);
        context.SetupGet(c => c.InstanceServices).Returns(services);
        return context.Object;
    }

    private sealed class First(List<string> steps) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            steps.Add("first in");
            await next(context);
            steps.Add("first out");
        }
    }

    private sealed class Second(List<string> steps) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            steps.Add("second in");
            await next(context);
            steps.Add("second out");
        }
    }
}
