using LocalStack.Cli;

namespace LocalStack.Tests;

internal sealed class CommandLineTests
{
    [Test]
    public void Without_options_it_takes_the_usual_ports_and_runs_no_demo()
    {
        var commandLine = CommandLine.Parse([]);

        Assert.Multiple(() =>
        {
            Assert.That(commandLine.FunctionsPort, Is.EqualTo(7071));
            Assert.That(commandLine.KustoPort, Is.EqualTo(8080));
            Assert.That(commandLine.EventHubsPort, Is.EqualTo(5380));
            Assert.That(commandLine.AzuritePort, Is.EqualTo(10000));
            Assert.That(commandLine.Partitions, Is.EqualTo(4));
            Assert.That(commandLine.DemoFlights, Is.Null);
            Assert.That(commandLine.RequireKeys, Is.False);
            Assert.That(Path.GetFileName(commandLine.DataDirectory), Is.EqualTo(".local"));
        });
    }

    [TestCase(200_000, "--demo")]
    [TestCase(200_000, "--demo", "200k")]
    [TestCase(3_000_000, "--demo", "3m")]
    [TestCase(3_000_000, "--demo=3M")]
    [TestCase(1234, "--demo", "1234")]
    [TestCase(200_000, "--demo", "--keys")]
    public void The_size_of_the_demo_is_a_number_or_thousands_or_millions(int flights, params string[] args) =>
        Assert.That(CommandLine.Parse(args).DemoFlights, Is.EqualTo(flights));

    [Test]
    public void Settings_of_the_app_are_names_and_values() => Assert.Multiple(() =>
    {
        Assert.That(
            CommandLine.Parse(["--setting", "Kusto:Endpoint=http://127.0.0.1:9/?a=b", "--setting=DOTNET_gcServer=1", "--setting", "Empty="])
                .Settings,
            Is.EqualTo(new Dictionary<string, string>
            {
                ["Kusto:Endpoint"] = "http://127.0.0.1:9/?a=b",
                ["DOTNET_gcServer"] = "1",
                ["Empty"] = "",
            }));
        Assert.That(
            () => CommandLine.Parse(["--setting", "nothing"]), Throws.InstanceOf<CommandLineException>().With.Message.Contains("nothing"));
    });

    [TestCase(18888, "--dashboard")]
    [TestCase(0, "--dashboard", "0")]
    public void The_port_of_the_dashboard_may_follow(int port, params string[] args) =>
        Assert.That(CommandLine.Parse(args).DashboardPort, Is.EqualTo(port));

    [Test]
    public void Values_follow_their_option_or_an_equals_sign()
    {
        var commandLine = CommandLine.Parse(
            ["--port", "0", "--kusto-port=18080", "--data", "some/folder", "--keys", "--verbose", "--partitions", "8"]);

        Assert.Multiple(() =>
        {
            Assert.That(commandLine.FunctionsPort, Is.Zero);
            Assert.That(commandLine.KustoPort, Is.EqualTo(18080));
            Assert.That(commandLine.DataDirectory, Is.EqualTo("some/folder"));
            Assert.That(commandLine.RequireKeys, Is.True);
            Assert.That(commandLine.IsVerbose, Is.True);
            Assert.That(commandLine.Partitions, Is.EqualTo(8));
        });
    }

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("'demo' is not an option.", "demo")]
    [TestCase("--port needs a value.", "--port")]
    [TestCase("--port needs a whole number from 0 to 65535, not '65536'.", "--port", "65536")]
    [TestCase("--azurite-port needs a whole number from 0 to 65533, not '65534'.", "--azurite-port", "65534")]
    [TestCase("--partitions needs a whole number from 1 to 32, not '0'.", "--partitions", "0")]
    [TestCase("--otlp needs an address like http://127.0.0.1:4318, not 'localhost:4318'.", "--otlp", "localhost:4318")]
    [TestCase("--dashboard needs a whole number from 0 to 65535, not 'yes'.", "--dashboard", "yes")]
    [TestCase(
        "--dashboard starts a collector, and --otlp names another. Choose one of them.", "--dashboard", "--otlp", "http://127.0.0.1:4318")]
    [TestCase("--keys takes no value, but 'yes' follows it.", "--keys", "yes")]
    [TestCase("--demo needs a number like 500, 200k or 3m, up to 3000000, not '4m'.", "--demo", "4m")]
    [TestCase("--demo needs a number like 500, 200k or 3m, up to 3000000, not 'many'.", "--demo", "many")]
    [TestCase("--exit ends the stack after a demo, so it needs --demo.", "--exit")]
    public void What_is_not_understood_is_named(string message, params string[] args) =>
        Assert.That(() => CommandLine.Parse(args), Throws.TypeOf<CommandLineException>().With.Message.EqualTo(message));
}
