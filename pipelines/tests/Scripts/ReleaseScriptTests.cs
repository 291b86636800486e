using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace Pipelines.Tests.Scripts;

/// <summary>The scripts of a release with a stand-in for az that answers from a list and writes down what it was asked.</summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The agents run Linux, and so do the scripts.")]
public class ReleaseScriptTests
{
    private string _folder = "";

    private string CallsFile => Path.Combine(_folder, "calls.txt");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("release-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_deployments_outputs_become_variables()
    {
        FakeAz(
            ("deployment group list", "latamflights-7"),
            ("deployment group show --resource-group rg --name latamflights-7 ", """{ "apiBaseUrl": { "type": "String", "value": "https://func.example" } }"""));

        var run = await Run("deployment-outputs.sh", ["rg"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("##vso[task.setvariable variable=apiBaseUrl]https://func.example"));
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task The_verifiers_verdict_is_the_steps_and_its_key_is_taken_back(int verdict)
    {
        FakeAz(
            ("functionapp keys set", "s3cret"),
            ("account get-access-token", "t0ken"),
            ("functionapp keys delete", ""));
        FakeDotnet($"echo \"$@\"\ntest \"$VERIFY_API_KEY\" = s3cret || exit 9\nexit {verdict}");

        var run = await Run(
            "verify.sh", ["rg", "func", "https://func.example", "https://ns.example/flight-events", "https://adx.example", "32", "600k", "2000", _folder]);

        Assert.That(run.ExitCode, Is.EqualTo(verdict), run.Error);
        Assert.That(run.Output, Does.Contain("--hub https://ns.example/flight-events --api https://func.example/api/ --kusto https://adx.example --partitions 32"));
        Assert.That(run.Output + run.Error, Does.Not.Contain("s3cret").And.Not.Contain("t0ken"));
        Assert.That(run.Output.Contains("type=error"), Is.EqualTo(verdict != 0));
        Assert.That(await File.ReadAllTextAsync(CallsFile), Does.Contain("functionapp keys delete"));
    }

    [TestCase(7, 0)]
    [TestCase(0, 1)]
    public async Task A_smoke_test_that_ran_none_fails_and_its_key_is_taken_back_in_any_case(int passed, int exitCode)
    {
        FakeAz(
            ("functionapp keys set", "s3cret"),
            ("account get-access-token", "t0ken"),
            ("functionapp keys delete", ""));
        FakeDotnet(
            $"""
            test "$SMOKE_FUNCTION_KEY $SMOKE_EVENT_HUB_TOKEN" = "s3cret t0ken" || exit 9
            echo '<Counters total="7" passed="{passed}" />' > "{_folder}/smoke.trx"
            """);

        var run = await Run("smoke.sh", ["rg", "func", "https://func.example", "https://ns.example/flight-events", _folder], ("BUILD_BUILDID", "42"));

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
        Assert.That(run.Output + run.Error, Does.Not.Contain("s3cret").And.Not.Contain("t0ken"));
        Assert.That(
            await File.ReadAllTextAsync(CallsFile),
            Does.Contain("functionapp keys delete --resource-group rg --name func --key-type functionKeys --key-name smoke-42 "));
    }

    [Test]
    public async Task A_key_that_could_not_be_taken_back_is_named()
    {
        FakeAz(("functionapp keys set", "s3cret"), ("account get-access-token", "t0ken"));
        FakeDotnet("true");

        var run = await Run(
            "verify.sh",
            ["rg", "func", "https://func.example", "https://ns.example/flight-events", "https://adx.example", "32", "600k", "2000", _folder],
            ("BUILD_BUILDID", "42"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("type=warning]The function key verify-42 of func could not be deleted"));
    }

    [Test]
    public async Task A_group_that_was_never_deployed_is_named()
    {
        FakeAz(("deployment group list", ""));

        var run = await Run("deployment-outputs.sh", ["rg"]);

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("rg was never deployed"));
    }

    [Test]
    public async Task The_schema_of_the_deployed_cluster_is_what_is_compared()
    {
        FakeAz(
            ("deployment group list", "latamflights-7"),
            ("deployment group show", """{ "kustoUri": { "value": "https://adx.example" }, "kustoDatabase": { "value": "flights" } }"""),
            ("rest --method post --resource https://adx.example --url https://adx.example/v1/rest/mgmt", """{ "Tables": [ { "Rows": [] } ] }"""));

        var run = await Run("schema-drift.sh", ["rg", "kusto/schema.kql"]);

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        Assert.That(run.Output, Does.Contain("table FlightEvents is in the repository and not in the database."));
        Assert.That(await File.ReadAllTextAsync(CallsFile), Does.Contain(".show database flights schema as csl script"));
    }

    [Test]
    public async Task The_first_release_has_no_package_to_come_back_to_and_says_so()
    {
        FakeAz(("storage blob exists", "false"));

        var run = await Run("fetch-good.sh", ["st", "releases", Path.Combine(_folder, "good.zip")]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("holds no last good package"));
        Assert.That(run.Output, Does.Contain("##vso[task.setvariable variable=lastGoodBuild]\n"));
    }

    [Test]
    public async Task A_damaged_package_is_not_put_back()
    {
        var package = Path.Combine(_folder, "good.zip");
        await File.WriteAllTextAsync(package, "damaged");
        FakeAz(
            ("storage blob exists", "true"),
            ("storage blob download", ""),
            ("--query build", "20261121.3"),
            ("--query sha256", "0000"));

        var run = await Run("fetch-good.sh", ["st", "releases", package]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("is damaged").And.Contain("build 20261121.3"));
        Assert.That(run.Output, Does.Not.Contain("setvariable"));
    }

    [Test]
    public async Task A_burning_budget_ends_the_watch_and_names_the_rule()
    {
        const string rules = """
            { "value": [
              { "name": "latam-prod-api-availability-fast", "properties": { "criteria": { "allOf": [ { "query": "A" } ] } } },
              { "name": "latam-prod-api-availability-day", "properties": { "criteria": { "allOf": [ { "query": "B" } ] } } } ] }
            """;
        FakeAz(("account show", "sub"), ("scheduledQueryRules", rules), ("/query", "1"));

        var run = await Run("watch-burn-rate.sh", ["rg", "workspace", "3"], ("POLL_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        Assert.That(run.Output, Does.Contain("latam-prod-api-availability-fast fires in minute 1 of 3"));
        Assert.That(await File.ReadAllTextAsync(CallsFile), Does.Not.Contain("availability-day"));
    }

    [Test]
    public async Task A_silent_budget_is_watched_to_the_end()
    {
        const string rules = """{ "value": [ { "name": "x-fast", "properties": { "criteria": { "allOf": [ { "query": "A" } ] } } } ] }""";
        FakeAz(("account show", "sub"), ("scheduledQueryRules", rules), ("/query", "0"));

        var run = await Run("watch-burn-rate.sh", ["rg", "workspace", "2"], ("POLL_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("Minute 2 of 2"));
    }

    [Test]
    public async Task Nothing_to_watch_is_a_failure()
    {
        FakeAz(("account show", "sub"), ("scheduledQueryRules", """{ "value": [] }"""));

        var run = await Run("watch-burn-rate.sh", ["rg", "workspace", "1"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("rg has no burn-rate rule to watch"));
    }

    [Test]
    public async Task An_undefined_variable_stops_a_deployment_before_it_is_deployed_as_a_value()
    {
        FakeAz(("deployment group create", ""));

        var run = await Run("deploy-infrastructure.sh", ["dev", "rg"], ("ANALYSTS_GROUP_ID", "$(analystsGroupId)"));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("$(analystsGroupId) is not in the environment's variable group"));
        Assert.That(File.Exists(CallsFile), Is.False, "az was called");
    }

    [TestCase("20261121.3", "Succeeded", "prod runs build 20261121.3 again")]
    [TestCase("20261121.3", "Failed", "putting build 20261121.3 back FAILED too")]
    [TestCase("$(lastGoodBuild)", "Succeeded", "there is no last good package")]
    public async Task The_notification_says_what_runs_now(string lastGoodBuild, string status, string text)
    {
        var run = await Run(
            "notify.sh",
            ["prod"],
            ("LAST_GOOD_BUILD", lastGoodBuild),
            ("AGENT_JOBSTATUS", status),
            ("ALERT_WEBHOOK_URL", "$(alertWebhookUrl)"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain(text));
    }

    [Test]
    public async Task A_preflight_names_the_provider_that_is_not_registered()
    {
        FakeAz(
            ("group show", "brazilsouth"),
            ("--namespace Microsoft.App ", "NotRegistered"),
            ("provider show", "Registered"),
            ("list-flexconsumption-locations", "Brazil South"));

        var run = await Run("preflight.sh", ["rg"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("Microsoft.App is NotRegistered").And.Not.Contain("Microsoft.Kusto is"));
        Assert.That(run.Output, Does.Not.Contain("Flex Consumption is not offered"));
    }

    [Test]
    public async Task Waiting_ends_when_the_new_build_answers_and_not_before()
    {
        await using var app = new HealthStandIn("1", "1", "2");

        var run = await Run("wait-for-build.sh", [app.Url, "2"], ("POLL_SECONDS", "0"), ("WAIT_SECONDS", "30"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(app.Answered, Is.EqualTo(3));
    }

    [Test]
    public async Task Waiting_for_a_build_that_never_comes_fails_and_names_the_one_that_runs()
    {
        await using var app = new HealthStandIn("1");

        var run = await Run("wait-for-build.sh", [app.Url, "2"], ("POLL_SECONDS", "0"), ("WAIT_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("the last version seen was '1'"));
    }

    private Task<ScriptRun> Run(string script, string[] arguments, params (string Name, string Value)[] environment) =>
        ScriptRun.Of(
            "bash",
            [Path.Combine(ScriptRun.Folder, script), .. arguments],
            environment.ToDictionary(entry => entry.Name, entry => entry.Value),
            _folder);

    /// <summary>An az that answers the first entry whose text is in its arguments, and fails when there is none.</summary>
    private void FakeAz(params (string Arguments, string Answer)[] answers)
    {
        var script = new StringBuilder("#!/usr/bin/env bash\n").Append($"printf '%s\\n' \"$*\" >> '{CallsFile}'\n").Append("case \"$* \" in\n");
        foreach (var (arguments, answer) in answers)
            script.Append($"  *'{arguments}'*) printf '%s' '{answer}' ;;\n");
        script.Append("  *) echo \"unexpected: az $*\" >&2; exit 3 ;;\nesac\n");
        Install("az", script.ToString());
    }

    private void FakeDotnet(string commands) => Install("dotnet", $"#!/bin/sh\n{commands}\n");

    /// <summary>The scripts find it before the real one.</summary>
    private void Install(string program, string script)
    {
        var path = Path.Combine(_folder, program);
        File.WriteAllText(path, script);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>Answers /api/health/live with one version after the other, the last one again and again.</summary>
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

        public int Answered { get; private set; }

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

                    var body = $"{{ \"status\": \"live\", \"version\": \"{_versions[Math.Min(Answered, _versions.Length - 1)]}\" }}";
                    Answered++;
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
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
