using LocalEventHubs.Configuration;
using LocalEventHubs.Errors;

namespace LocalEventHubs.Tests;

internal sealed class EmulatorConfigTests
{
    private TempDirectory _temp = null!;

    [SetUp]
    public void CreateFolder() => _temp = new TempDirectory();

    [TearDown]
    public void DeleteFolder() => _temp.Dispose();

    [Test]
    public void The_configuration_file_of_the_emulator_is_read_unchanged()
    {
        var hubs = Read("""
            {
              "UserConfig": {
                "NamespaceConfig": [
                  {
                    "Type": "EventHub",
                    "Name": "emulatorNs1",
                    "Entities": [
                      { "Name": "eh1", "PartitionCount": 2, "ConsumerGroups": [ { "Name": "cg1" } ] },
                      { "Name": "eh2", "PartitionCount": "32", "ConsumerGroups": [] }
                    ]
                  }
                ],
                "LoggingConfig": { "Type": "File" }
              }
            }
            """);

        Assert.That(hubs.Select(hub => (hub.Name, hub.PartitionCount)), Is.EqualTo(new[] { ("eh1", 2), ("eh2", 32) }));
        Assert.That(hubs[0].ConsumerGroups, Is.EqualTo(new[] { "cg1" }));
        Assert.That((hubs[0].RetentionTime, hubs[0].RetentionSize), Is.EqualTo(((TimeSpan?)null, (long?)null)));
    }

    [Test]
    public void Retention_can_be_configured()
    {
        var hub = Read(
            """
            {"UserConfig":{"NamespaceConfig":[{"Entities":[
              {"Name":"a","PartitionCount":1,"RetentionHours":1.5,"RetentionMegabytes":3}]}]}}
            """).Single();

        Assert.That((hub.RetentionTime, hub.RetentionSize), Is.EqualTo((TimeSpan.FromMinutes(90), 3 * 1024 * 1024L)));
    }

    [TestCase("", "cannot be read")]
    [TestCase("{}", "names no event hub")]
    [TestCase("""{"UserConfig":{"NamespaceConfig":[{"Entities":[{"PartitionCount":1}]}]}}""", "has no Name")]
    [TestCase("""{"UserConfig":{"NamespaceConfig":[{"Entities":[{"Name":"a"}]}]}}""", "PartitionCount of 'a'")]
    [TestCase("""{"UserConfig":{"NamespaceConfig":[{"Entities":[{"Name":"a","PartitionCount":1.5}]}]}}""", "PartitionCount of 'a'")]
    public void An_invalid_emulator_configuration_is_reported_with_its_file(string json, string expected) =>
        Assert.That(
            () => Read(json),
            Throws.TypeOf<EventHubsException>().With.Message.Contains("Config.json").And.Message.Contains(expected));

    private IReadOnlyList<EventHubDefinition> Read(string json)
    {
        var path = Path.Combine(_temp.Path, "Config.json");
        File.WriteAllText(path, json);
        return EmulatorConfig.Read(path);
    }
}
