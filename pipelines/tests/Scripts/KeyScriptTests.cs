using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Tests.Scripts;

/// <summary>
/// Tests the scripts that set function keys. The app rejects keys whose digest is not in its settings, so a script sets a key only after
/// its digest is deployed.
/// </summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "The scripts run on Linux agents only.")]
public class KeyScriptTests
{
    private static readonly string[] VerifyArguments =
        ["rg", "func", "https://func.example", "https://ns.example/flight-events", "https://adx.example", "32", "600k", "2000"];

    private ScriptSandbox _sandbox = null!;

    [SetUp]
    public void MakeSandbox() => _sandbox = new ScriptSandbox();

    [TearDown]
    public void RemoveSandbox() => _sandbox.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    public async Task The_step_returns_the_exit_code_of_the_verifier_and_deletes_its_key(int verdict)
    {
        InstallRelease(keysDeleted: true);
        _sandbox.InstallDotnet($"echo \"$@\"\ntest \"$VERIFY_API_KEY\" = s3cret || exit 9\nexit {verdict}");

        var run = await Run("verify.sh", [.. VerifyArguments, _sandbox.Folder], ("RELEASE_KEY", "s3cret"));

        Assert.That(run.ExitCode, Is.EqualTo(verdict), run.Error);
        Assert.That(
            run.Output,
            Does.Contain(
                "--hub https://ns.example/flight-events --api https://func.example/api/ --kusto https://adx.example --partitions 32"));
        Assert.That(run.Output + run.Error, Does.Not.Contain("s3cret").And.Not.Contain("t0ken"));
        Assert.That(run.Output.Contains("type=error"), Is.EqualTo(verdict != 0));
        Assert.That(
            _sandbox.AzCalls,
            Does.Contain("functionapp keys set").And.Contain("--key-value s3cret ").And.Contain("functionapp keys delete"));
    }

    [TestCase(7, 0)]
    [TestCase(0, 1)]
    public async Task A_smoke_test_run_without_tests_fails_and_its_key_is_always_deleted(int passed, int exitCode)
    {
        InstallRelease(keysDeleted: true);
        _sandbox.InstallDotnet(
            $"""
            test "$SMOKE_FUNCTION_KEY $SMOKE_EVENT_HUB_TOKEN" = "s3cret t0ken" || exit 9
            echo '<Counters total="7" passed="{passed}" />' > "{_sandbox.Folder}/smoke.trx"
            """);

        var run = await Run(
            "smoke.sh", ["rg", "func", "https://func.example", "https://ns.example/flight-events", _sandbox.Folder],
            ("BUILD_BUILDID", "42"), ("RELEASE_KEY", "s3cret"));

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
        Assert.That(run.Output + run.Error, Does.Not.Contain("s3cret").And.Not.Contain("t0ken"));
        Assert.That(
            _sandbox.AzCalls,
            Does.Contain("functionapp keys delete --resource-group rg --name func --key-type functionKeys --key-name smoke-42 "));
    }

    [Test]
    public async Task A_key_that_could_not_be_deleted_is_reported()
    {
        InstallRelease(keysDeleted: false);
        _sandbox.InstallDotnet("true");

        var run = await Run("verify.sh", [.. VerifyArguments, _sandbox.Folder], ("BUILD_BUILDID", "42"), ("RELEASE_KEY", "s3cret"));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("type=warning]The function key verify-42 of func could not be deleted"));
    }

    /// <summary>A host reads a new key after a delay. A 401 during the delay must not fail a release.</summary>
    [TestCase("401 401 200", "120", 3)]
    [TestCase("401", "0", 1)]
    [TestCase("503", "120", 1)]
    public async Task The_verifier_starts_when_the_app_accepts_the_key(string statuses, string seconds, int requests)
    {
        InstallRelease(keysDeleted: true, statuses);
        _sandbox.InstallDotnet("true");

        var run = await Run(
            "verify.sh", [.. VerifyArguments, _sandbox.Folder], ("RELEASE_KEY", "s3cret"), ("POLL_SECONDS", "0"),
            ("WAIT_SECONDS", seconds));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        var sent = await File.ReadAllLinesAsync(Path.Combine(_sandbox.Folder, "requests"));
        Assert.That(
            sent,
            Has.Length.EqualTo(requests)
                .And.All.StartsWith("x-functions-key: s3cret ")
                .And.All.EndsWith("https://func.example/api/flights?limit=1"));
    }

    [TestCase("")]
    [TestCase("$(releaseKey)")]
    public async Task Without_the_release_key_no_key_is_set(string key)
    {
        InstallRelease(keysDeleted: true);

        var run = await Run("verify.sh", [.. VerifyArguments, _sandbox.Folder], ("RELEASE_KEY", key));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("releaseKey is not in the environment's variable group"));
        Assert.That(_sandbox.AzCalls, Is.Empty);
    }

    [Test]
    public async Task The_gateway_key_is_set_once_its_digest_has_the_read_scope()
    {
        _sandbox.InstallAz(
            ("appsettings list",
                $"Consumers__Readers\t{new string('0', 64)},{Digest("gatekey").ToUpperInvariant()}\n"
                + $"Consumers__Operators\t{new string('1', 64)}"),
            ("keyvault secret list", "a"),
            ("functionapp keys set", ""),
            ("keyvault secret set", ""));

        var run = await _sandbox.RunAsync("rotate-gateway-key.sh", ["rg", "func", "kv"], "gatekey\n");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(
            _sandbox.AzCalls,
            Does.Contain("--key-name gateway-b --key-value gatekey ")
                .And.Contain("--name gateway-function-key --value gatekey --tags slot=b "));
        Assert.That(run.Output + run.Error, Does.Not.Contain("gatekey"));
    }

    [TestCase("Consumers__Publishers", "it is in: Consumers__Publishers")]
    [TestCase("Consumers__Operators", "it is in: Consumers__Operators")]
    [TestCase("Consumers__Readers and Consumers__Operators", "it is in: Consumers__Readers Consumers__Operators")]
    [TestCase("", "it is in: none")]
    public async Task A_gateway_key_with_another_scope_is_not_set(string lists, string message)
    {
        var settings = string.Join(
            '\n', lists.Split(" and ", StringSplitOptions.RemoveEmptyEntries).Select(list => $"{list}\t{Digest("gatekey")}"));
        _sandbox.InstallAz(("appsettings list", settings));

        var run = await _sandbox.RunAsync("rotate-gateway-key.sh", ["rg", "func", "kv"], "gatekey\n");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain(message).And.Contain(Digest("gatekey")));
        Assert.That(_sandbox.AzCalls, Does.Not.Contain("keys set").And.Not.Contain("secret set"));
    }

    [TestCase(true, 0)]
    [TestCase(false, 1)]
    public async Task A_consumer_key_is_set_once_its_digest_is_listed(bool isListed, int exitCode)
    {
        _sandbox.InstallAz(("appsettings list", isListed ? Digest("consumer") : ""), ("functionapp keys set", ""));

        var run = await _sandbox.RunAsync("consumer-key.sh", ["set", "rg", "func", "partner"], "consumer\n");

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
        Assert.That(_sandbox.AzCalls.Contains("keys set", StringComparison.Ordinal), Is.EqualTo(isListed));
    }

    [Test]
    public async Task A_new_key_has_the_digest_that_the_app_computes()
    {
        var run = await _sandbox.RunAsync("consumer-key.sh", ["new"]);

        var lines = run.Output.Split('\n').Select(line => line.Split(' ')[^1]).ToList();
        Assert.That(lines[0], Has.Length.EqualTo(43), "32 random bytes in base64url");
        Assert.That(lines[1], Is.EqualTo(Digest(lines[0])));
    }

    [Test]
    public async Task The_usage_text_is_the_header_comment_of_the_script()
    {
        var run = await _sandbox.RunAsync("consumer-key.sh", []);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(
            run.Error, Does.StartWith("usage: consumer-key.sh new").And.EndWith("consumer-key.sh remove RESOURCE_GROUP APP NAME\n"));
    }

    /// <param name="keysDeleted">Whether the deletion of the app's keys succeeds.</param>
    /// <param name="statuses">The statuses of successive responses to requests with the new key. The last status is repeated.</param>
    private void InstallRelease(bool keysDeleted, string statuses = "200")
    {
        _sandbox.InstallAz(
            ("functionapp keys set", ""),
            ("account get-access-token", "t0ken"),
            ("functionapp keys delete", keysDeleted ? "" : "!denied"));
        File.WriteAllText(Path.Combine(_sandbox.Folder, "statuses"), $"{statuses}\n");
        _sandbox.Install("curl", $$"""
            #!/usr/bin/env bash
            echo "$(cat) $*" >> '{{_sandbox.Folder}}/requests'
            read -r -a statuses < '{{_sandbox.Folder}}/statuses'
            printf %s "${statuses[0]}"
            [ "${#statuses[@]}" -eq 1 ] || echo "${statuses[@]:1}" > '{{_sandbox.Folder}}/statuses'
            """);
    }

    private Task<ScriptRun> Run(string script, string[] arguments, params (string Name, string Value)[] environment) =>
        _sandbox.RunAsync(Path.Combine(_sandbox.MakeArtifact(), script), arguments, environment);

    private static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
