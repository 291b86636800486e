using LocalFunctions.Host.Errors;
using LocalFunctions.Host.Metadata;
using LocalFunctions.Host.Workers;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Tests;

/// <summary>Tests host.json and other behavior that does not require a worker.</summary>
public sealed class SettingsTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("host-json").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_defaults_equal_the_defaults_in_Azure()
    {
        var hostJson = Load("""{ "version": "2.0" }""");

        Assert.Multiple(() =>
        {
            Assert.That(hostJson.RoutePrefix, Is.EqualTo("api"));
            Assert.That(hostJson.FunctionTimeout, Is.Null);
            Assert.That(hostJson.EventHubs, Is.EqualTo(new EventHubsSettings(
                100, 1, TimeSpan.FromMinutes(1), 1, 300, InitialOffset.FromStart, default)));
        });
    }

    [Test]
    public void An_app_setting_overrides_the_value_in_the_file()
    {
        var hostJson = Load(
            """{ "version": "2.0", "extensions": { "eventHubs": { "maxEventBatchSize": 5 } } }""",
            ("AzureFunctionsJobHost__extensions__eventHubs__maxEventBatchSize", "7"),
            ("AzureFunctionsJobHost:extensions:http:routePrefix", ""));

        Assert.Multiple(() =>
        {
            Assert.That(hostJson.EventHubs.MaxEventBatchSize, Is.EqualTo(7));
            Assert.That(hostJson.RoutePrefix, Is.Empty);
        });
    }

    [TestCase("functionTimeout", "soon", "functionTimeout is 'soon'; it must be -1 or a time above zero.")]
    [TestCase("extensions:eventHubs:maxEventBatchSize", "0", "maxEventBatchSize must be a whole number from 1, and is 0")]
    [TestCase("extensions:eventHubs:minEventBatchSize", "101", "minEventBatchSize (101) is above maxEventBatchSize (100)")]
    [TestCase("extensions:eventHubs:maxWaitTime", "00:11:00", "maxWaitTime must be a time from 00:00:00 to 00:10:00")]
    [TestCase("extensions:eventHubs:initialOffsetOptions:type", "7", "initialOffsetOptions.type must be fromStart")]
    [TestCase("logging:logLevel:default", "Loud", "logging.logLevel.default must be a level")]
    public void An_invalid_value_is_reported_with_its_name(string name, string value, string message)
    {
        Assert.That(
            () => Load("""{ "version": "2.0" }""", ($"AzureFunctionsJobHost:{name}", value)),
            Throws.InstanceOf<FunctionsHostException>().With.Message.Contains(message));
    }

    [TestCase("""{ "version": "1.0" }""", "\"version\" must be \"2.0\"")]
    [TestCase("""{ "version": """, "host.json")]
    public void A_malformed_file_is_reported(string json, string message)
    {
        Assert.That(() => Load(json), Throws.InstanceOf<FunctionsHostException>().With.Message.Contains(message));
    }

    [Test]
    public void The_longest_matching_category_determines_the_level()
    {
        const string LogLevels = """{ "default": "Error", "Function": "Warning", "Function.Echo": "Debug" }""";
        var levels = Load($$"""{ "version": "2.0", "logging": { "logLevel": {{LogLevels}} } }""").LogLevels;

        Assert.That(
            new[] { levels.For("Other"), levels.For("Function.Batch.User"), levels.For("Function.Echo.User") },
            Is.EqualTo(new[] { LogLevel.Error, LogLevel.Warning, LogLevel.Debug }));
    }

    [Test]
    public void The_delay_between_workers_doubles_up_to_ten_seconds()
    {
        Assert.That(
            new[] { 1, 2, 3, 7, 8, 100, int.MaxValue }.Select(failures => RestartDelay.After(failures).TotalSeconds),
            Is.EqualTo(new[] { 0.1, 0.2, 0.4, 6.4, 10, 10, 10 }));
    }

    [Test]
    public void An_exponential_delay_doubles_within_its_bounds_with_20_percent_jitter()
    {
        var policy = new RetryPolicy(-1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

        Assert.Multiple(() =>
        {
            Assert.That(policy.DelayBefore(0, 0.5), Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(policy.DelayBefore(3, 0), Is.EqualTo(TimeSpan.FromSeconds(6.4)));
            Assert.That(policy.DelayBefore(3, 0.5), Is.EqualTo(TimeSpan.FromSeconds(8)));
            Assert.That(policy.DelayBefore(0, 0), Is.EqualTo(TimeSpan.FromSeconds(1)), "the delay is at least the minimum");
            Assert.That(policy.DelayBefore(1000, 0.9), Is.EqualTo(TimeSpan.FromSeconds(60)), "the delay is at most the maximum");
            Assert.That(policy.AllowsRetry(int.MaxValue));
            Assert.That(new RetryPolicy(2, default, default).AllowsRetry(2), Is.False);
        });
    }

    [Test]
    public async Task Output_without_line_breaks_is_split_into_lines_of_limited_length()
    {
        var lines = new List<string>();
        var output = new string('x', (2 * LineReader.MaxLength) + 5) + "\nshort\r\n\nend";
        await LineReader.ReadAsync(new StringReader(output), lines.Add);

        Assert.That(lines.Select(line => line.Length), Is.EqualTo(new[] { LineReader.MaxLength, LineReader.MaxLength, 5, 5, 0, 3 }));
    }

    private HostJson Load(string json, params (string Name, string Value)[] settings)
    {
        File.WriteAllText(Path.Combine(_folder, "host.json"), json);
        return HostJson.Load(_folder, settings.ToDictionary(setting => setting.Name, setting => setting.Value));
    }
}
