using System.Runtime.Versioning;
using LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Pipelines.Tests.Scripts;

/// <summary>
/// Tests the scripts that prepare a deployed Kusto database. The scripts run from an artifact without execute bits and with a stand-in for
/// az.
/// </summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The scripts run on Linux agents only.")]
public class KustoScriptTests
{
    private ScriptSandbox _sandbox = null!;

    [SetUp]
    public void MakeSandbox() => _sandbox = new ScriptSandbox();

    [TearDown]
    public void RemoveSandbox() => _sandbox.Dispose();

    /// <summary>
    /// A first release that failed halfway leaves a cluster behind. The next run must reach the deployment, which repairs the cluster.
    /// </summary>
    [Test]
    public async Task An_environment_without_a_successful_deployment_is_not_migrated()
    {
        _sandbox.InstallAz(("deployment group list", ""));

        var run = await Run("migrate-kusto.sh", ["rg", "kusto/schema.kql"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("rg has no successful deployment yet"));
    }

    [Test]
    public async Task An_unreadable_deployment_does_not_count_as_absent()
    {
        _sandbox.InstallAz(("deployment group list", "!AuthorizationFailed"));

        var run = await Run("migrate-kusto.sh", ["rg", "kusto/schema.kql"]);

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain("AuthorizationFailed"));
    }

    [Test]
    public async Task The_database_of_the_last_deployment_is_migrated()
    {
        await using var kusto = await KustoStandIn.StartAsync();
        InstallOutputs(kusto);

        var run = await Run("migrate-kusto.sh", ["rg", "kusto/schema.kql"]);

        Assert.That(run.Output, Does.Contain("flights has no events, so there is nothing to migrate."), run.Error);
        Assert.That(kusto.Commands[0], Does.Contain("\"db\":\"flights\"").And.Contain(".show tables"));
    }

    [Test]
    public async Task A_database_that_rejects_the_pipeline_stops_the_migration_with_its_response()
    {
        await using var kusto = await KustoStandIn.StartAsync(StatusCodes.Status403Forbidden);
        InstallOutputs(kusto);

        var run = await Run("migrate-kusto.sh", ["rg", "kusto/schema.kql"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("##vso[task.logissue type=error].show tables: 403"));
    }

    [Test]
    public async Task The_reference_data_is_loaded_with_a_token_that_appears_in_no_log()
    {
        await using var kusto = await KustoStandIn.StartAsync();
        _sandbox.InstallAz(($"account get-access-token --resource {kusto.Url}", "t0ken"));

        var run = await Run("load-reference.sh", [kusto.Url, "flights", "kusto/reference"]);

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Match("Airports: [1-9][0-9]+ rows").And.Match("Airlines: [1-9][0-9]+ rows").And.Not.Contain("t0ken"));
        Assert.That(kusto.Tokens, Is.EqualTo("Bearer t0ken"));
        Assert.That(kusto.Commands.Count(command => command.Contains(".set-or-replace Airports", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    /// <summary>A new permission can take minutes to become effective on the cluster.</summary>
    [Test]
    public async Task The_reference_data_is_loaded_as_soon_as_the_new_permission_is_effective()
    {
        await using var kusto = await KustoStandIn.StartAsync(StatusCodes.Status403Forbidden, failures: 3);
        _sandbox.InstallAz(("account get-access-token", "t0ken"));

        var run = await Run("load-reference.sh", [kusto.Url, "flights", "kusto/reference"], ("POLL_SECONDS", "0"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(kusto.Commands.Take(4).Distinct().Count(), Is.EqualTo(1), "the first command is sent four times");
    }

    [Test]
    public async Task A_missing_permission_stops_the_load_with_the_response()
    {
        await using var kusto = await KustoStandIn.StartAsync(StatusCodes.Status403Forbidden);
        _sandbox.InstallAz(("account get-access-token", "t0ken"));

        var run = await Run("load-reference.sh", [kusto.Url, "flights", "kusto/reference"], ("WAIT_SECONDS", "0"));

        Assert.That((run.ExitCode, run.Error.Contains(": 403 ", StringComparison.Ordinal)), Is.EqualTo((1, true)));
    }

    /// <summary>The nightly comparison would report the tables of a failed load as manual changes.</summary>
    [Test]
    public async Task A_failed_load_leaves_no_table_behind()
    {
        await using var kusto = await KustoStandIn.StartAsync(StatusCodes.Status400BadRequest, failOn: ".ingest inline");
        _sandbox.InstallAz(("account get-access-token", "t0ken"));

        var run = await Run("load-reference.sh", [kusto.Url, "flights", "kusto/reference"]);

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(kusto.Commands[^1], Does.Contain(".drop table AirportsLoading ifexists"));
    }

    private void InstallOutputs(KustoStandIn kusto) => _sandbox.InstallAz(
        ("deployment group list", "latamflights-7"),
        ("deployment group show", $$"""{ "kustoUri": { "value": "{{kusto.Url}}" }, "kustoDatabase": { "value": "flights" } }"""));

    private Task<ScriptRun> Run(string script, string[] arguments, params (string Name, string Value)[] environment) =>
        _sandbox.RunAsync(Path.Combine(_sandbox.MakeArtifact(), script), arguments, environment);

    /// <summary>
    /// A stand-in for a Kusto endpoint, which has only empty tables or returns errors. The caller must send requests sequentially.
    /// </summary>
    private sealed class KustoStandIn : IAsyncDisposable
    {
        private readonly LoopbackServer _server = new(0);
        private readonly HashSet<string> _tokens = [];

        public string Url => _server.Endpoint.GetLeftPart(UriPartial.Authority);

        public List<string> Commands { get; } = [];

        public string Tokens => string.Join(", ", _tokens);

        public static async Task<KustoStandIn> StartAsync(
            int failure = StatusCodes.Status200OK, string failOn = "", int failures = int.MaxValue)
        {
            var kusto = new KustoStandIn();
            kusto._server.Web.Run(async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                kusto.Commands.Add(await reader.ReadToEndAsync());
                kusto._tokens.Add(context.Request.Headers.Authorization.ToString());
                if (kusto.Commands.Count <= failures && kusto.Commands[^1].Contains(failOn, StringComparison.Ordinal))
                    context.Response.StatusCode = failure;
                await context.Response.WriteAsync("""{ "Tables": [ { "Columns": [], "Rows": [] } ] }""");
            });
            await kusto._server.StartAsync();
            return kusto;
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
