using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Chat;

/// <summary>
/// Tests the messages that the Logic App posts to Slack and Teams for alerts in Azure's common schema. The payloads follow the
/// documentation (learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema).
/// </summary>
public sealed class ChatTests
{
    private const string Portal = "https://portal.azure.com/#view/Microsoft_Azure_Monitoring/AzureMonitoringBrowseBlade/~/alertsV2";

    private static IEnumerable<TestCaseData> Payloads =>
    [
        new("log-alert", new ChatMessage(
            "Fired: latam-prod-api-availability-fast (Sev1)", "api-availability: <14.4> times & more", "2026-11-20T12:05:00.0000000Z",
            "https://example.com/LatamFunctions/runbooks/api.md#api-availability", "Attention")),
        new("metric-alert-resolved", new ChatMessage(
            "Resolved: latam-prod-kusto-cpu (Sev3)", "CPU of Microsoft.Kusto/clusters.", "2026-11-20T12:45:00.0000000Z",
            "https://example.com/LatamFunctions/runbooks/kusto.md#kusto-cpu", "Good")),
        new("service-health", new ChatMessage(
            "Fired: latam-prod-azure-servicehealth (Sev4)", "Azure Data Explorer - Brazil South",
            "2026-11-20T12:05:00.0000000Z", Portal, "Attention")),
    ];

    [TestCaseSource(nameof(Payloads))]
    public void Slack_receives_an_alert_in_its_format(string payload, object expected)
    {
        var message = (ChatMessage)expected;
        var request = Run("Slack", payload);
        var blocks = request["body"]!["blocks"]!;

        Assert.Multiple(() =>
        {
            Assert.That((string?)request["uri"], Is.EqualTo("slackUrl"));
            Assert.That((string?)request["body"]!["text"], Is.EqualTo(message.Title));
            Assert.That(
                (string?)blocks[0]!["text"]!["text"],
                Is.EqualTo($"*{message.Title}*\n{Escaped(message.Text)}\n{message.Time}"));
            Assert.That((string?)blocks[1]!["elements"]![0]!["url"], Is.EqualTo(message.Runbook));
        });

        // Slack's control characters (api.slack.com/reference/surfaces/formatting).
        static string Escaped(string text) => text
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
    }

    [TestCaseSource(nameof(Payloads))]
    public void Teams_receives_an_alert_as_an_adaptive_card(string payload, object expected)
    {
        var message = (ChatMessage)expected;
        var request = Run("Teams", payload);
        var attachment = request["body"]!["attachments"]!.AsArray().Single()!;
        var card = attachment["content"]!;

        Assert.Multiple(() =>
        {
            Assert.That((string?)request["uri"], Is.EqualTo("teamsUrl"));
            Assert.That((string?)attachment["contentType"], Is.EqualTo("application/vnd.microsoft.card.adaptive"));
            Assert.That(
                card["body"]!.AsArray().Select(block => (string?)block!["text"]), Is.EqualTo([message.Title, message.Text, message.Time]));
            Assert.That((string?)card["body"]![0]!["color"], Is.EqualTo(message.Color));
            Assert.That((string?)card["actions"]![0]!["url"], Is.EqualTo(message.Runbook));
        });
    }

    [Test]
    public void The_action_group_calls_the_Logic_App_with_the_common_schema()
    {
        BicepCompiler.Require();
        var receiver = Deployment.Single("Microsoft.Insights/actionGroups").Items("properties.logicAppReceivers").Single();

        Assert.That(receiver.GetProperty("useCommonAlertSchema").GetBoolean());
        Assert.That(receiver.GetProperty("resourceId").GetString(), Is.EqualTo(Deployment.Single("Microsoft.Logic/workflows").Id));
    }

    /// <summary>The addresses contain tokens, so neither the definition nor the run history may show them.</summary>
    [Test]
    public void Chat_webhook_addresses_are_secret()
    {
        var definition = Definition();

        Assert.That(
            definition["parameters"]!.AsObject().Select(parameter => (string?)parameter.Value!["type"]), Has.All.EqualTo("SecureString"));
        foreach (var channel in new[] { "Slack", "Teams" })
        {
            Assert.That(
                (string?)definition["actions"]![channel]!["runtimeConfiguration"]!["secureData"]!["properties"]![0],
                Is.EqualTo("inputs"), channel);
        }
    }

    [Test]
    public void Without_an_address_there_is_no_Logic_App()
    {
        BicepCompiler.Require();
        var production = RepositorySnapshot.Current.Templates.Snapshot("prod");

        Assert.That(production.OfType("Microsoft.Logic/workflows"), Is.Empty);
        Assert.That(production.Single("Microsoft.Insights/actionGroups").Items("properties.logicAppReceivers"), Is.Empty);
    }

    private static DeploymentSnapshot Deployment => RepositorySnapshot.Current.Templates.Snapshot("everything");

    /// <summary>Returns the request that an action sends.</summary>
    private static JsonNode Run(string action, string payload)
    {
        var path = Path.Combine(Repository.Root, "pipelines/tests/Chat/Payloads", $"{payload}.json");
        var body = JsonNode.Parse(File.ReadAllText(path));
        var actions = Definition()["actions"]!;
        JsonNode? message = null;
        var expressions = new WorkflowExpression(new Dictionary<string, Func<string, JsonNode?>>
        {
            ["triggerBody"] = _ => body,
            ["outputs"] = name => name == "Message" ? message : null,
            ["parameters"] = name => name,
        });
        message = expressions.Evaluate(actions["Message"]!["inputs"]);
        return expressions.Evaluate(actions[action]!["inputs"])!;
    }

    private static JsonNode Definition() =>
        JsonSerializer.Deserialize<JsonNode>(RepositorySnapshot.Current["bicep/monitoring/chat/workflow.json"])!;

    private sealed record ChatMessage(string Title, string Text, string Time, string Runbook, string Color);
}
