using System.Text.Json;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Scripts;

/// <summary>
/// Tests the script that creates the approver's page from the JSON output of <c>az deployment group what-if</c>, and that stops a release
/// with forbidden changes.
/// </summary>
public class WhatIfSummaryTests
{
    private const string Group = "/subscriptions/0/resourceGroups/rg/providers";
    private static readonly object Unchanged = Change("Microsoft.Storage/storageAccounts/st", "NoChange");

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("what-if-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_new_resource_is_listed_and_accepted()
    {
        var run = await Summarize([Unchanged, Change("Microsoft.Insights/metricAlerts/no-events", "Create")]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("# What would change in prod"));
        Assert.That(run.Output, Does.Contain("| Create | Microsoft.Insights/metricAlerts | no-events | - |"));
        Assert.That(run.Output, Does.Contain("| NoChange | 1 |"));
    }

    [Test]
    public async Task A_deletion_is_rejected()
    {
        var run = await Summarize([Change("Microsoft.EventHub/namespaces/ns/eventhubs/flight-events", "Delete")]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("**Rejected**: `Microsoft.EventHub/namespaces/eventhubs:Delete` of `flight-events`"));
    }

    [Test]
    public async Task Fewer_partitions_are_rejected_and_named_unless_the_run_accepts_them()
    {
        object[] changes =
            [Change("Microsoft.EventHub/namespaces/ns/eventhubs/flight-events", "Modify", ("properties.partitionCount", 32, 4))];

        var rejected = await Summarize(changes);
        var accepted = await Summarize(changes, accepted: "Microsoft.EventHub/namespaces/eventhubs:properties.partitionCount");

        Assert.That(rejected.ExitCode, Is.EqualTo(1));
        Assert.That(rejected.Output, Does.Contain("properties.partitionCount: `32` -> `4`"));
        Assert.That(accepted.ExitCode, Is.Zero);
        Assert.That(accepted.Output, Does.Contain("- Accepted: `Microsoft.EventHub/namespaces/eventhubs:properties.partitionCount`"));
    }

    [TestCase(72, 1)]
    [TestCase(240, 0)]
    public async Task Retention_may_be_increased_but_not_reduced(int hours, int exitCode)
    {
        var run = await Summarize(
            [
                Change(
                    "Microsoft.EventHub/namespaces/ns/eventhubs/flight-events",
                    "Modify",
                    ("properties.retentionDescription.retentionTimeInHours", 168, hours)),
            ]);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Output);
    }

    /// <summary>A noise entry that matches too much would hide changes of adjacent properties.</summary>
    [TestCaseSource(nameof(Noise))]
    public async Task A_change_next_to_a_noisy_property_is_reported(string type, string path)
    {
        var neighbour = path[..(path.LastIndexOf('.') + 1)] + "neighbour";

        var run = await Summarize([Change(Resource(type), "Modify", (path, "a", "b"), (neighbour, "a", "b"))], failOnAnyChange: true);

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Output, Does.Contain($"{neighbour}: ").And.Not.Contain($"{path}: "));
    }

    [Test]
    public async Task The_type_of_an_extension_resource_is_the_type_of_the_extension()
    {
        var run = await Summarize(
            [Change("Microsoft.Kusto/clusters/adx/providers/Microsoft.Insights/diagnosticSettings/to-workspace", "Create")]);

        Assert.That(run.Output, Does.Contain("| Create | Microsoft.Insights/diagnosticSettings | to-workspace |"));
    }

    [Test]
    public async Task Properties_that_the_service_always_reports_as_changed_are_ignored()
    {
        var noise = Change("Microsoft.Web/sites/func", "Modify", ("properties.siteConfig.localMySqlEnabled", false, null));

        var run = await Summarize([noise], failOnAnyChange: true);

        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.Contain("No changes."));
    }

    [Test]
    public async Task The_nightly_run_fails_even_on_a_harmless_difference()
    {
        object[] changes = [Change("Microsoft.Storage/storageAccounts/st", "Modify", ("tags.owner", "me", "us"))];

        Assert.That((await Summarize(changes)).ExitCode, Is.Zero);
        Assert.That((await Summarize(changes, failOnAnyChange: true)).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task A_value_known_only_at_deployment_is_counted_and_is_not_a_change()
    {
        object[] changes =
        [
            Change(
                "Microsoft.EventHub/namespaces/ns/providers/Microsoft.Authorization/roleAssignments/1", "Modify",
                ("properties.principalId", "5f", "[reference('/subscriptions/0').identity.principalId]")),
            Change("Microsoft.Web/sites/func", "Modify", ("properties.tags", "old", "[[not a formula]")),
        ];

        var run = await Summarize(changes, failOnAnyChange: true);

        Assert.That(run.Output, Does.Contain("were not compared: 1."));
        Assert.That(run.Output, Does.Contain("| NoChange | 1 |"));
        Assert.That(run.Output, Does.Not.Contain("Rejected"));
        Assert.That(
            run.Output, Does.Contain("| Modify | Microsoft.Web/sites | func | properties.tags: `\"old\"` -> `\"[[not a formula]\"` |"));
        Assert.That(run.ExitCode, Is.EqualTo(1), "the string in double brackets is a change");
    }

    [Test]
    public async Task A_resource_that_cannot_be_compared_is_shown_and_is_not_drift()
    {
        var unsupported =
            new { resourceId = "[guid('x')]", changeType = "Unsupported", unsupportedReason = "The id cannot be calculated." };

        var run = await Summarize([Unchanged, unsupported], failOnAnyChange: true);

        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(
            run.Output,
            Does.Contain("## Not compared").And.Contain("| Unsupported | unknown | [guid('x')] | The id cannot be calculated. |"));
    }

    [Test]
    public async Task A_possible_deletion_is_shown_as_rejected()
    {
        var run = await Summarize([Unchanged], potentialChanges: [Change("Microsoft.Kusto/clusters/adx", "Delete")]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(
            run.Output, Does.Contain("## Possible changes").And.Contain("**Rejected**: `Microsoft.Kusto/clusters:Delete` of `adx`"));
    }

    [Test]
    public async Task Diagnostics_are_shown()
    {
        var run = await Summarize([Unchanged], diagnostics: [
            new { level = "Warning", code = "NestedDeploymentShortCircuited", message = "access was not expanded", target = "/x" },
        ]);

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain("- Warning NestedDeploymentShortCircuited: access was not expanded (/x)"));
    }

    [Test]
    public async Task A_response_without_changes_is_an_error_and_not_an_empty_page()
    {
        var file = Path.Combine(_folder, "what-if.json");
        await File.WriteAllTextAsync(file, """{ "error": { "code": "InvalidTemplate" } }""");

        var run = await ScriptRun.RunNodeAsync("what-if-summary.mjs", file, "pipelines/what-if-policy.json", "--environment", "prod");

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("InvalidTemplate"));
    }

    private static IEnumerable<TestCaseData> Noise()
    {
        using var policy = JsonDocument.Parse(RepositorySnapshot.Current["pipelines/what-if-policy.json"]);
        return [.. policy.RootElement.GetProperty("noise").EnumerateArray()
            .Select(entry => new TestCaseData(entry.GetProperty("type").GetString(), entry.GetProperty("path").GetString()))];
    }

    /// <summary>Returns a resource id for a type, with a name after each part of the type.</summary>
    private static string Resource(string type) =>
        string.Join('/', type.Split('/').Select((part, i) => i == 0 ? part : $"{part}/name{i}"));

    private static object Change(string resource, string kind, params (string Path, object? Before, object? After)[] delta) => new
    {
        resourceId = $"{Group}/{resource}",
        changeType = kind,
        delta = delta.Select(
            change => new { path = change.Path, propertyChangeType = "Modify", before = change.Before, after = change.After }),
    };

    private async Task<ScriptRun> Summarize(
        object[] changes, string accepted = "", bool failOnAnyChange = false, object[]? potentialChanges = null,
        object[]? diagnostics = null)
    {
        var file = Path.Combine(_folder, "what-if.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { status = "Succeeded", changes, potentialChanges, diagnostics }));
        return await ScriptRun.RunAsync(
            "node",
            [Path.Combine(ScriptRun.Folder, "what-if-summary.mjs"), file, "pipelines/what-if-policy.json", "--environment", "prod",
                "--fail-on-any-change", failOnAnyChange ? "true" : "false"],
            new Dictionary<string, string> { ["ACCEPTED_CHANGES"] = accepted });
    }
}
