using LocalStack.Cli;

namespace Verify.Tests;

public class VerifyOptionsTests
{
    [Test]
    public void Counts_may_be_written_short() =>
        Assert.That(VerifyOptions.Parse(["--events", "3m", "--rate=20k"]) is { Events: 3_000_000, Rate: 20_000 }, Is.True);

    [Test]
    public void A_run_against_Azure_has_all_its_addresses()
    {
        var options = VerifyOptions.Parse(
        [
            "--hub", "https://x.servicebus.windows.net/flight-events", "--hub-token", "t", "--api", "https://x.azurewebsites.net/api/",
            "--api-key", "k", "--kusto", "https://x.brazilsouth.kusto.windows.net", "--kusto-token", "u",
        ]);

        Assert.That(options.Addresses, Is.EqualTo(new Addresses(
            new Uri("https://x.servicebus.windows.net/flight-events"), null, "t", new Uri("https://x.azurewebsites.net/api/"), "k",
            new Uri("https://x.brazilsouth.kusto.windows.net"), "u", "flights")));
    }

    [TestCase("--kills 5", "--local")]
    [TestCase("--hub https://x/y", "--api")]
    [TestCase("--hub nonsense", "http(s)")]
    [TestCase("--events 0", "--events")]
    [TestCase("--events 90m", "80000000")]
    [TestCase("--colour red", "'--colour' is not an option")]
    [TestCase("--local yes", "takes no value")]
    public void An_invalid_option_is_named(string args, string expected) =>
        Assert.That(() => VerifyOptions.Parse(args.Split(' ')), Throws.TypeOf<CommandLineException>().With.Message.Contains(expected));
}
