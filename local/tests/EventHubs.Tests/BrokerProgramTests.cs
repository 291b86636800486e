namespace LocalEventHubs.Tests;

internal sealed class BrokerProgramTests
{
    [Test]
    public void The_default_ports_equal_the_ports_of_the_Microsoft_emulator()
    {
        var (arguments, error) = BrokerProgram.CreateCommand().Parse([]);

        Assert.That(error, Is.Null);
        Assert.That(
            (arguments!.Config, arguments.Broker.DataDirectory, arguments.Broker.AmqpPort, arguments.Broker.AmqpTlsPort,
                arguments.Broker.Port, arguments.Broker.Hubs.Single().Name),
            Is.EqualTo(((string?)null, "eventhubs-data", 5672, 5671, 5300, "eh1")));
    }

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("'Config.json' is not an option.", "Config.json")]
    [TestCase("--config needs a value.", "--config")]
    [TestCase("--port needs a whole number from 0 to 65535, not '65536'.", "--port", "65536")]
    [TestCase("--tls-port needs a whole number from 0 to 65535, not 'none'.", "--tls-port", "none")]
    public void An_invalid_option_is_named_in_the_error(string error, params string[] args) =>
        Assert.That(BrokerProgram.CreateCommand().Parse(args).Error, Is.EqualTo(error));

    [Test]
    public void The_help_text_lists_every_option() => Assert.That(
        HelpText.OptionsOf(BrokerProgram.CreateCommand().Help),
        Is.EqualTo(
            ["--config <file>", "--data <folder>", "--amqp-port <port>", "--tls-port <port>", "--port <port>", "-h, --help"]));
}
