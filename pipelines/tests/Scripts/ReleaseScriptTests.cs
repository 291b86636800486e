using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace Pipelines.Tests.Scripts;

/// <summary>
/// Tests the scripts for release and rollback. The scripts run from an artifact without execute bits and with a stand-in for az.
/// </summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The scripts run on Linux agents only.")]
public class ReleaseScriptTests
{
    private ScriptSandbox _sandbox = null!;

    [SetUp]
    public void MakeSandbox() => _sandbox = new ScriptSandbox();

    [TearDown]
    public void RemoveSandbox() => _sandbox.Dispose();

    [Test]
    public async Task Deployment_outputs_become_variables()
    {
        _sandbox.InstallAz(
            ("deployment group list", "latamflights-7"),
            ("deployment group show --resource-group rg --name latamflights-7 ",
                """{ "apiBaseUrl": { "type": "String", "value": "https://func.example" } }"""));

        var run = await Run("deployment-outputs.sh", ["rg"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("##vso[task.setvariable variable=apiBaseUrl]https://func.example"));
    }

    [Test]
    public async Task A_resource_group_that_was_never_deployed_is_named()
    {
        _sandbox.InstallAz(("deployment group list", ""));

        var run = await Run("deployment-outputs.sh", ["rg"]);

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(
            run.Error,
            Does.Contain("rg has no successful deployment latamflights-*").And.Not.Contain("SyntaxError"),
            "only the first error is shown");
    }

    [Test]
    public async Task The_schema_of_the_deployed_cluster_is_compared()
    {
        _sandbox.InstallAz(
            ("deployment group list", "latamflights-7"),
            ("deployment group show", """{ "kustoUri": { "value": "https://adx.example" }, "kustoDatabase": { "value": "flights" } }"""),
            ("rest --method post --resource https://adx.example --url https://adx.example/v1/rest/mgmt",
                """{ "Tables": [ { "Rows": [] } ] }"""),
            ("resource list", "/clusters/adx"),
            ("resource show", "Running"));

        var run = await Run("schema-drift.sh", ["rg", "kusto/schema.kql"]);

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        Assert.That(run.Output, Does.Contain("table FlightEvents is in the repository but not in the database."));
        Assert.That(_sandbox.AzCalls, Does.Contain(".show database flights schema as csl script"));
    }

    [Test]
    public async Task The_schema_of_a_stopped_cluster_is_not_compared()
    {
        _sandbox.InstallAz(("deployment group list", "latamflights-7"), ("resource list", "/clusters/adx"), ("resource show", "Stopped"));

        var run = await Run("schema-drift.sh", ["rg", "kusto/schema.kql"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("type=warning]adx is stopped, so its schema is not compared."));
    }

    [Test]
    public async Task The_schema_of_an_environment_that_was_never_deployed_is_not_compared()
    {
        _sandbox.InstallAz(("deployment group list", ""));

        var run = await Run("schema-drift.sh", ["rg", "kusto/schema.kql"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("type=warning]rg has no successful deployment yet"));
    }

    [Test]
    public async Task A_firing_burn_rate_rule_ends_the_watch_and_is_named()
    {
        const string rules = """
            { "value": [
              { "name": "latam-prod-api-availability-fast", "properties": { "criteria": { "allOf": [ { "query": "A" } ] } } },
              { "name": "latam-prod-api-availability-day", "properties": { "criteria": { "allOf": [ { "query": "B" } ] } } } ] }
            """;
        _sandbox.InstallAz(("account show", "sub"), ("scheduledQueryRules", rules), ("/query", "1"));

        var run = await Run("watch-burn-rate.sh", ["rg", "workspace", "3"], ("POLL_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        Assert.That(run.Output, Does.Contain("latam-prod-api-availability-fast fires in minute 1 of 3"));
        Assert.That(_sandbox.AzCalls, Does.Not.Contain("availability-day"));
    }

    [Test]
    public async Task Without_a_firing_rule_the_watch_runs_to_its_end()
    {
        const string rules = """{ "value": [ { "name": "x-fast", "properties": { "criteria": { "allOf": [ { "query": "A" } ] } } } ] }""";
        _sandbox.InstallAz(("account show", "sub"), ("scheduledQueryRules", rules), ("/query", "0"));

        var run = await Run("watch-burn-rate.sh", ["rg", "workspace", "2"], ("POLL_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("Minute 2 of 2"));
    }

    [Test]
    public async Task The_watch_waits_for_the_tables_of_a_new_workspace()
    {
        const string rules = """{ "value": [ { "name": "x-fast", "properties": { "criteria": { "allOf": [ { "query": "A" } ] } } } ] }""";
        _sandbox.Install("az", $$"""
            #!/usr/bin/env bash
            case "$*" in
              'account show'*) echo sub ;;
              *scheduledQueryRules*) echo '{{rules}}' ;;
              *)
                echo x >> '{{_sandbox.Folder}}/queries'
                [ "$(wc -l < '{{_sandbox.Folder}}/queries')" -gt "$ABSENT" ] && { echo 0; exit; }
                echo "Bad Request: SemanticError: Failed to resolve table or column expression named 'AppMetrics'" >&2
                exit 1 ;;
            esac
            """);

        var run = await Run("watch-burn-rate.sh", ["rg", "workspace", "2"], ("POLL_SECONDS", "0"), ("ABSENT", "3"), ("ABSENT_ROUNDS", "3"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("round 3 of at most 3").And.Contain("Minute 1 of 2").And.Contain("Minute 2 of 2"));
    }

    [TestCase("SemanticError: Failed to resolve table", "The workspace receives no telemetry")]
    [TestCase("Gateway Timeout", "The query of x-fast failed")]
    public async Task A_watch_without_data_is_a_failure(string error, string message)
    {
        const string rules = """{ "value": [ { "name": "x-fast", "properties": { "criteria": { "allOf": [ { "query": "A" } ] } } } ] }""";
        _sandbox.InstallAz(("account show", "sub"), ("scheduledQueryRules", rules), ("/query", "!" + error));

        var run = await Run("watch-burn-rate.sh", ["rg", "workspace", "1"], ("POLL_SECONDS", "0"), ("ABSENT_ROUNDS", "2"));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain(message));
    }

    [Test]
    public async Task A_watch_without_a_burn_rate_rule_is_a_failure()
    {
        _sandbox.InstallAz(("account show", "sub"), ("scheduledQueryRules", """{ "value": [] }"""));

        var run = await Run("watch-burn-rate.sh", ["rg", "workspace", "1"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("rg has no burn-rate rule."));
    }

    [Test]
    public async Task The_running_build_is_read_from_the_app()
    {
        await using var app = new HealthStandIn("20261121.3");

        var run = await Run("running-build.sh", [app.Url]);

        Assert.That(run.Output, Does.Contain("##vso[task.setvariable variable=runningBuild]20261121.3\n"));
    }

    [Test]
    public async Task An_unresponsive_app_has_no_running_build()
    {
        // Port 9 (discard) has no listener.
        var run = await Run("running-build.sh", ["http://127.0.0.1:9"], ("POLL_SECONDS", "1"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("##vso[task.setvariable variable=runningBuild]\n"));
    }

    [Test]
    public async Task Waiting_ends_only_when_the_new_build_responds()
    {
        await using var app = new HealthStandIn("1", "1", "2");

        var run = await Run("wait-for-build.sh", [app.Url, "2"], ("POLL_SECONDS", "0"), ("WAIT_SECONDS", "30"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(app.Responses, Is.EqualTo(3));
    }

    [Test]
    public async Task Waiting_for_a_build_that_never_starts_fails_and_names_the_running_build()
    {
        await using var app = new HealthStandIn("1");

        var run = await Run("wait-for-build.sh", [app.Url, "2"], ("POLL_SECONDS", "0"), ("WAIT_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("The last reported version was '1'"));
    }

    private Task<ScriptRun> Run(string script, string[] arguments, params (string Name, string Value)[] environment) =>
        _sandbox.RunAsync(Path.Combine(_sandbox.MakeArtifact(), script), arguments, environment);

    /// <summary>Responds at /api/health/live with each version in order, and then always with the last version.</summary>
    private sealed class HealthStandIn : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string[] _versions;
        private readonly Task _loop;

        public HealthStandIn(params string[] versions)
        {
            _versions = versions;
            _listener.Start();
            _loop = ServeAsync();
        }

        public string Url => $"http://{_listener.LocalEndpoint}";

        public int Responses { get; private set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _loop;
        }

        private async Task ServeAsync()
        {
            while (true)
            {
                try
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await using var stream = client.GetStream();
                    using var reader = new StreamReader(stream);
                    while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
                    {
                    }

                    var body = $"{{ \"status\": \"live\", \"version\": \"{_versions[Math.Min(Responses, _versions.Length - 1)]}\" }}";
                    Responses++;
                    await stream.WriteAsync(
                        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
                }
                catch (SocketException)
                {
                    return;
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
