namespace Verify.Tests;

public class VerifyOptionsTests
{
    [Test]
    public void Counts_may_be_abbreviated() =>
        Assert.That(Parse("--events", "3m", "--rate=20k") is { MaxEvents: 3_000_000, Rate: 20_000 }, Is.True);

    [Test]
    public void A_run_against_Azure_requires_all_addresses()
    {
        var options = Parse(
            "--hub", "https://x.servicebus.windows.net/flight-events", "--hub-token", "t", "--api", "https://x.azurewebsites.net/api/",
            "--api-key", "k", "--kusto", "https://x.brazilsouth.kusto.windows.net", "--kusto-token", "u");

        Assert.That(options.Addresses, Is.EqualTo(new Addresses(
            new Uri("https://x.servicebus.windows.net/flight-events"), null, "t", new Uri("https://x.azurewebsites.net/api/"), "k",
            new Uri("https://x.brazilsouth.kusto.windows.net"), "u", "flights")));
    }

    [TestCase("Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=k")]
    [TestCase("Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=k;EntityPath=flight-events")]
    public void A_connection_string_can_be_for_the_namespace_or_for_the_event_hub(string connection)
    {
        var options = Parse(
            "--hub", "https://x.servicebus.windows.net/flight-events", "--hub-connection", connection,
            "--api", "https://x.azurewebsites.net/api/", "--kusto", "https://x.brazilsouth.kusto.windows.net");

        Assert.That(options.Addresses, Has.Property("HubConnectionString").EqualTo(connection));
    }

    [TestCase("--kills kills a stack that this program started, so it requires --local.", "--kills", "5")]
    [TestCase("--hub requires --api, --kusto, and either --hub-connection or --hub-token.", "--hub", "https://x/y")]
    [TestCase(
        "--hub-connection is not a connection string for the event hub https://x.servicebus.windows.net/y.",
        "--hub", "https://x.servicebus.windows.net/y", "--api", "https://a", "--kusto", "https://k",
        "--hub-connection", "Endpoint=sb://other.servicebus.windows.net;SharedAccessKeyName=n;SharedAccessKey=k")]
    [TestCase(
        "--hub-connection is not a connection string for the event hub https://x.servicebus.windows.net/y.",
        "--hub", "https://x.servicebus.windows.net/y", "--api", "https://a", "--kusto", "https://k", "--hub-connection", "nonsense")]
    [TestCase(
        "--hub needs an address such as https://name.servicebus.windows.net/flight-events, not 'nonsense'.", "--hub", "nonsense")]
    [TestCase("--events needs a number such as 500, 200k or 3m, up to 80000000, not '0'.", "--events", "0")]
    [TestCase("--events needs a number such as 500, 200k or 3m, up to 80000000, not '90m'.", "--events", "90m")]
    [TestCase("--report needs a value.", "--report")]
    [TestCase("'--colour' is not an option.", "--colour", "red")]
    [TestCase("--local takes no value, but 'yes' follows it.", "--local", "yes")]
    public void An_invalid_option_is_named_in_the_error(string error, params string[] args) =>
        Assert.That(VerifyOptions.CreateCommand().Parse(args).Error, Is.EqualTo(error));

    [Test]
    public void The_help_text_lists_every_option() => Assert.That(
        HelpText.OptionsOf(VerifyOptions.CreateCommand().Help),
        Is.EqualTo(
        [
            "--local", "--kills <n>", "--seed <n>", "--stack <folder>", "--hub <address>", "--hub-connection <text>", "--hub-token <token>",
            "--api <address>", "--api-key <key>", "--kusto <address>", "--kusto-token <token>", "--database <name>", "--partitions <n>",
            "--events <n>", "--rate <n>", "--batch <n>", "--flights <n>", "--bad <n>", "--patches <n>", "--settle <n>", "--report <file>",
            "-h, --help",
        ]));

    private static VerifyOptions Parse(params string[] args) => VerifyOptions.CreateCommand().Parse(args).Options!;
}
