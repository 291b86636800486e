using LocalStack.Host;

namespace LocalStack.Tests.Host;

internal sealed class HostJsonTests
{
    private string _path = null!;

    [SetUp]
    public void CreateFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void DeleteFile() => File.Delete(_path);

    [Test]
    public void Absent_settings_have_the_hosts_defaults()
    {
        var host = Load("""{"version":"2.0"}""");

        Assert.Multiple(() =>
        {
            Assert.That(host.RoutePrefix, Is.EqualTo("api"));
            Assert.That(host.EventHubs.MaxEventBatchSize, Is.EqualTo(100));
            Assert.That(host.EventHubs.MinEventBatchSize, Is.EqualTo(1));
            Assert.That(host.EventHubs.MaxWaitTime, Is.EqualTo(TimeSpan.FromMinutes(1)));
            Assert.That(host.EventHubs.BatchCheckpointFrequency, Is.EqualTo(1));
            Assert.That(host.EventHubs.InitialOffset, Is.EqualTo(InitialOffset.FromStart));
        });
    }

    [Test]
    public void Settings_are_read_from_their_places()
    {
        var host = Load(
            """
            {"version":"2.0","extensions":{"http":{"routePrefix":"/v1/"},"eventHubs":{"maxEventBatchSize":500,"minEventBatchSize":20,
            "maxWaitTime":"00:00:05","batchCheckpointFrequency":3,
            "initialOffsetOptions":{"type":"fromEnqueuedTime","enqueuedTimeUtc":"2024-05-01T10:00:00Z"}}}}
            """);

        Assert.Multiple(() =>
        {
            Assert.That(host.RoutePrefix, Is.EqualTo("v1"));
            Assert.That(host.EventHubs, Is.EqualTo(new EventHubsSettings(
                500, 20, TimeSpan.FromSeconds(5), 3, InitialOffset.FromEnqueuedTime, new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero))));
        });
    }

    [TestCase("""{"version":"1.0"}""", "\"version\" should be \"2.0\".")]
    [TestCase("""{"version":"2.0","extensions":{"eventHubs":{"maxEventBatchSize":0}}}""", "extensions.eventHubs.maxEventBatchSize should be a whole number from 1 on, and is 0.")]
    [TestCase("""{"version":"2.0","extensions":{"eventHubs":{"maxEventBatchSize":5,"minEventBatchSize":6}}}""", "extensions.eventHubs.minEventBatchSize (6) is above maxEventBatchSize (5).")]
    [TestCase("""{"version":"2.0","extensions":{"eventHubs":{"initialOffsetOptions":{"type":"middle"}}}}""", "extensions.eventHubs.initialOffsetOptions.type should be fromStart, fromEnd or fromEnqueuedTime, and is middle.")]
    [TestCase("""{"version":"2.0","extensions":{"eventHubs":{"initialOffsetOptions":{"type":"fromEnqueuedTime"}}}}""", "extensions.eventHubs.initialOffsetOptions.enqueuedTimeUtc should be a time in UTC like 2024-05-01T10:20:30Z, and is absent.")]
    public void A_bad_setting_is_named_with_its_file(string json, string problem) =>
        Assert.That(() => Load(json), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo($"{_path}: {problem}"));

    private HostJson Load(string json)
    {
        File.WriteAllText(_path, json);
        return HostJson.Load(_path);
    }
}
