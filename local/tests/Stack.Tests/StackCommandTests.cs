using LocalStack.Cli;

namespace LocalStack.Tests;

internal sealed class StackCommandTests
{
    [Test]
    public void Without_options_the_stack_uses_the_default_ports_and_runs_no_demo()
    {
        var command = Parse();

        Assert.Multiple(() =>
        {
            Assert.That(command.Stack.FunctionsPort, Is.EqualTo(7071));
            Assert.That(command.Stack.KustoPort, Is.EqualTo(8080));
            Assert.That(command.Stack.EventHubsPort, Is.EqualTo(5380));
            Assert.That(command.Stack.AzuritePort, Is.EqualTo(10000));
            Assert.That(command.Stack.BoardPort, Is.Null);
            Assert.That(command.Stack.Partitions, Is.EqualTo(4));
            Assert.That(command.DemoFlights, Is.Null);
            Assert.That(command.Stack.RequireKeys, Is.False);
            Assert.That(command.Stack.UseEventProcessor, Is.False);
            Assert.That(command.Stack.FleetSystems, Is.Null);
            Assert.That(command.Stack.AllowedOrigins, Is.Empty);
            Assert.That(command.Stack.Settings, Is.Empty);
            Assert.That(Path.GetFileName(command.Stack.DataDirectory), Is.EqualTo(".local"));
        });
    }

    [TestCase(200_000, "--demo")]
    [TestCase(200_000, "--demo", "200k")]
    [TestCase(3_000_000, "--demo", "3m")]
    [TestCase(3_000_000, "--demo=3M")]
    [TestCase(1234, "--demo", "1234")]
    [TestCase(200_000, "--demo", "--keys")]
    public void The_demo_size_can_be_in_thousands_or_millions(int flights, params string[] args) =>
        Assert.That(Parse(args).DemoFlights, Is.EqualTo(flights));

    [Test]
    public void App_settings_are_parsed_into_names_and_values() => Assert.That(
        Parse("--setting", "Kusto:Endpoint=http://127.0.0.1:9/?a=b", "--setting=DOTNET_gcServer=1", "--setting", "Empty=").Stack.Settings,
        Is.EqualTo(new Dictionary<string, string>
        {
            ["Kusto:Endpoint"] = "http://127.0.0.1:9/?a=b",
            ["DOTNET_gcServer"] = "1",
            ["Empty"] = "",
        }));

    [TestCase(18888, "--dashboard")]
    [TestCase(0, "--dashboard", "0")]
    public void The_dashboard_port_is_an_optional_value(int port, params string[] args) =>
        Assert.That(Parse(args).Stack.DashboardPort, Is.EqualTo(port));

    [Test]
    public void The_SDK_event_processor_is_an_option() =>
        Assert.That(Parse("--event-processor").Stack.UseEventProcessor, Is.True);

    [TestCase(50, "--fleet")]
    [TestCase(100, "--fleet", "100")]
    public void The_number_of_simulated_systems_is_an_optional_value(int systems, params string[] args) =>
        Assert.That(Parse(args).Stack.FleetSystems, Is.EqualTo(systems));

    [Test]
    public void A_value_follows_its_option_or_an_equals_sign()
    {
        var command = Parse(
            "--port", "0", "--kusto-port=18080", "--data", "some/folder", "--keys", "--verbose", "--partitions", "8", "--cors", "a, b,");

        Assert.Multiple(() =>
        {
            Assert.That(command.Stack.FunctionsPort, Is.Zero);
            Assert.That(command.Stack.KustoPort, Is.EqualTo(18080));
            Assert.That(command.Stack.DataDirectory, Is.EqualTo("some/folder"));
            Assert.That(command.Stack.RequireKeys, Is.True);
            Assert.That(command.IsVerbose, Is.True);
            Assert.That(command.Stack.Partitions, Is.EqualTo(8));
            Assert.That(command.Stack.AllowedOrigins, Is.EqualTo(["a", "b"]));
        });
    }

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("'demo' is not an option.", "demo")]
    [TestCase("--port needs a value.", "--port")]
    [TestCase("--port needs a whole number from 0 to 65535, not '65536'.", "--port", "65536")]
    [TestCase("--azurite-port needs a whole number from 0 to 65533, not '65534'.", "--azurite-port", "65534")]
    [TestCase("--partitions needs a whole number from 1 to 32, not '0'.", "--partitions", "0")]
    [TestCase("--otlp needs an address such as http://127.0.0.1:4318, not 'localhost:4318'.", "--otlp", "localhost:4318")]
    [TestCase("--setting needs a name and a value such as Ingestion:Retries=3, not 'nothing'.", "--setting", "nothing")]
    [TestCase("--dashboard needs a whole number from 0 to 65535, not 'yes'.", "--dashboard", "yes")]
    [TestCase(
        "--dashboard starts a collector, and --otlp specifies another collector. Use only one of the two options.",
        "--dashboard", "--otlp", "http://127.0.0.1:4318")]
    [TestCase("--fleet needs a whole number from 1 to 100, not '101'.", "--fleet", "101")]
    [TestCase("--keys takes no value, but 'yes' follows it.", "--keys", "yes")]
    [TestCase("--demo needs a number such as 500, 200k or 3m, up to 3000000, not '4m'.", "--demo", "4m")]
    [TestCase("--demo needs a number such as 500, 200k or 3m, up to 3000000, not 'many'.", "--demo", "many")]
    [TestCase("--exit ends the stack after the demo, so it requires --demo.", "--exit")]
    [TestCase(
        "--demo needs broker positions, which --event-processor does not provide. Use only one of the two options.",
        "--demo",
        "--event-processor")]
    public void An_invalid_option_is_named_in_the_error(string error, params string[] args) =>
        Assert.That(StackCommand.CreateCommand().Parse(args).Error, Is.EqualTo(error));

    [Test]
    public void The_help_text_lists_every_option() => Assert.That(
        HelpText.OptionsOf(StackCommand.CreateCommand().Help),
        Is.EqualTo(
        [
            "--demo <n>", "--exit", "--keys", "--cors <origins>", "--data <folder>", "--port <port>", "--board-port <port>",
            "--kusto-port <port>", "--eventhubs-port <port>", "--eventhubs-amqp-port <port>", "--eventhubs-tls-port <port>",
            "--azurite-port <port>", "--partitions <n>", "--app <folder>", "--setting <name=value>", "--event-processor",
            "--otlp <address>", "--dashboard <port>", "--fleet <n>", "--debug", "--verbose", "-h, --help",
        ]));

    private static StackCommand Parse(params string[] args)
    {
        var (command, error) = StackCommand.CreateCommand().Parse(args);
        Assert.That(error, Is.Null);
        return command!;
    }
}
