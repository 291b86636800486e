using System.Data;
using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;
using Kusto.Data.Exceptions;
using LatamFunctions.DeadLetters;
using LatamFunctions.Health;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Moq;

namespace LatamFunctions.Tests.Health;

public partial class HealthProbesTests
{
    /// <summary>The version that the build wrote to the assembly.</summary>
    private static readonly string Version = System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(HealthProbes).Assembly.Location)
        .ProductVersion!;

    [Test]
    public async Task The_liveness_probe_calls_no_service()
    {
        var exchange = await ProbeAsync("live", new Check("kusto", _ => throw new InvalidOperationException()));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(200));
            Assert.That(exchange.Text, Is.EqualTo($"{{\"status\":\"healthy\",\"version\":\"{Version}\",\"checks\":{{}}}}"));
        });
    }

    [TestCase(null)]
    [TestCase("ready")]
    public async Task The_app_is_ready_if_every_service_responds(string? probe)
    {
        var exchange = await ProbeAsync(
            probe, new Check("kusto", _ => Task.CompletedTask), new Check("deadLetters", _ => Task.CompletedTask));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(200));
            Assert.That(Duration().Replace(exchange.Text, "0"), Is.EqualTo(
                $"{{\"status\":\"healthy\",\"version\":\"{Version}\","
                + "\"checks\":{\"kusto\":{\"status\":\"healthy\",\"durationMs\":0},"
                + "\"deadLetters\":{\"status\":\"healthy\",\"durationMs\":0}}}"));
            Assert.That(exchange.Header("Cache-Control"), Is.EqualTo("no-store"));
        });
    }

    [Test]
    public async Task An_unresponsive_service_is_named_without_its_secrets()
    {
        var exchange = await ProbeAsync(
            "ready", new Check("kusto", _ => throw new HttpRequestException("secret")), new Check("deadLetters", _ => Task.CompletedTask));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(503));
            Assert.That((string?)exchange.Json["checks"]!["kusto"]!["status"], Is.EqualTo("unhealthy"));
            Assert.That((string?)exchange.Json["checks"]!["deadLetters"]!["status"], Is.EqualTo("healthy"));
            Assert.That(exchange.Text, Does.Not.Contain("secret"));
        });
    }

    [Test]
    public async Task A_service_that_hangs_is_unhealthy()
    {
        var exchange = await ProbeAsync(
            "ready", TimeSpan.FromMilliseconds(20), new Check("kusto", token => Task.Delay(Timeout.InfiniteTimeSpan, token)),
            new Check("deadLetters", _ => Task.CompletedTask));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(503));
            Assert.That((string?)exchange.Json["checks"]!["kusto"]!["status"], Is.EqualTo("unhealthy"));
            Assert.That((string?)exchange.Json["checks"]!["deadLetters"]!["status"], Is.EqualTo("healthy"));
        });
    }

    [Test]
    public async Task Services_are_checked_at_most_once_per_second()
    {
        var (asked, time) = (0, new FixedTime(SampleEvents.Now));
        var readiness = ReadinessOf(time, new Check("kusto", _ => Task.FromResult(asked++)));

        for (var i = 0; i < 3_000; i++)
            await readiness.CheckAsync(default);
        var first = asked;
        time.SetClock(TimeSpan.FromDays(-1));
        time.Advance(TimeSpan.FromSeconds(1));
        await readiness.CheckAsync(default);

        Assert.That((first, asked), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task Simultaneous_probes_share_a_check_that_none_of_them_can_cancel()
    {
        var (asked, response) = (0, new TaskCompletionSource());
        var readiness = ReadinessOf(new FixedTime(SampleEvents.Now), new Check("kusto", _ =>
        {
            asked++;
            return response.Task;
        }));
        using var leaving = new CancellationTokenSource();

        var left = readiness.CheckAsync(leaving.Token);
        var waiting = Enumerable.Range(0, 100).Select(_ => readiness.CheckAsync(default)).ToList();
        await leaving.CancelAsync();
        response.SetResult();
        var outcomes = await Task.WhenAll(waiting);

        Assert.CatchAsync<OperationCanceledException>(() => left);
        Assert.That(outcomes.Select(outcome => outcome.Status), Is.All.EqualTo(HealthStatus.Healthy));
        Assert.That(asked, Is.EqualTo(1));
    }

    [Test]
    public async Task An_unknown_probe_is_not_found() => Assert.That((await ProbeAsync("startup")).Status, Is.EqualTo(404));

    [Test]
    public void The_database_check_executes_a_query()
    {
        var adx = new QueryEndpoint();
        Assert.Multiple(() =>
        {
            Assert.DoesNotThrowAsync(() => new KustoHealthCheck(adx.Kusto).CheckHealthAsync(Context));
            Assert.That(adx.Query, Is.EqualTo("FlightStates | take 1 | count"));
            adx.Fail(new KustoServiceUnavilableException("down", null));
            Assert.ThrowsAsync<KustoServiceUnavilableException>(() => new KustoHealthCheck(adx.Kusto).CheckHealthAsync(Context));
        });
    }

    [TestCase(403, false, Description = "not allowed")]
    [TestCase(503, false, Description = "down")]
    [TestCase(404, true, Description = "no table yet")]
    public void The_table_service_check_reads_an_entity(int status, bool healthy)
    {
        var table = new Mock<TableClient>();
        table.Setup(client => client.GetEntityIfExistsAsync<TableEntity>(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new RequestFailedException(status, "no"));

        Assert.That(
            () => new DeadLetterHealthCheck(new DeadLetterStore(table.Object)).CheckHealthAsync(Context),
            healthy ? Throws.Nothing : Throws.TypeOf<RequestFailedException>());
    }

    /// <summary>Readiness probes share one check, so a check that never completes would block all probes.</summary>
    [Test]
    public void Checks_end_at_the_timeout_even_if_a_client_ignores_cancellation()
    {
        var adx = new QueryEndpoint { Respond = _ => new TaskCompletionSource<IDataReader>().Task };
        var table = new Mock<TableClient>();
        table.Setup(client => client.GetEntityIfExistsAsync<TableEntity>(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .Returns(new TaskCompletionSource<NullableResponse<TableEntity>>().Task);
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        Assert.Multiple(() =>
        {
            Assert.CatchAsync<OperationCanceledException>(
                () => new KustoHealthCheck(adx.Kusto).CheckHealthAsync(Context, timeout.Token));
            Assert.CatchAsync<OperationCanceledException>(
                () => new DeadLetterHealthCheck(new DeadLetterStore(table.Object)).CheckHealthAsync(Context, timeout.Token));
        });
    }

    private static HealthCheckContext Context { get; } = new();

    private static Task<HttpExchange> ProbeAsync(string? probe, params Check[] checks) =>
        ProbeAsync(probe, TimeSpan.FromMinutes(1), checks);

    private static async Task<HttpExchange> ProbeAsync(string? probe, TimeSpan timeout, params Check[] checks)
    {
        var exchange = new HttpExchange("/api/health");
        var readiness = ReadinessOf(new FixedTime(SampleEvents.Now), timeout, checks);
        var function = new HealthProbes(readiness);
        return await exchange.RespondAsync(await function.Run(exchange.Request, probe, default));
    }

    private static Readiness ReadinessOf(FixedTime time, params Check[] checks) => ReadinessOf(time, TimeSpan.FromMinutes(1), checks);

    private static Readiness ReadinessOf(FixedTime time, TimeSpan timeout, params Check[] checks)
    {
        var services = new ServiceCollection().AddLogging();
        var builder = services.AddHealthChecks();
        foreach (var check in checks)
            builder.AddCheck(check.Name, check, timeout: timeout);
        return new Readiness(services.BuildServiceProvider().GetRequiredService<HealthCheckService>(), time);
    }

    [GeneratedRegex("(?<=\"durationMs\":)\\d+")]
    private static partial Regex Duration();

    private sealed class Check(string name, Func<CancellationToken, Task> check) : IHealthCheck
    {
        public string Name => name;

        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await check(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
