using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

public class SchemaVersionTests
{
    [TestCase("https://example.org/schemas/flight-event/v1", 1)]
    [TestCase("https://example.org/schemas/flight-event/v2.json", 2)]
    [TestCase("https://example.org/schemas/flight-event/2.1.0", 2)]
    [TestCase("https://example.org/v1/flight-event#v3", 3)]
    [TestCase("urn:example:flight-event:V2", 2)]
    [TestCase("https://example.org/schemas/2024/flight-event.json", null)]
    [TestCase("https://example.org/schemas/2024-05-01/flight", null)]
    [TestCase("https://vary.org/various", null)]
    [TestCase("v99999999999", null)]
    [TestCase("https://example.org/v2/", 2)]
    [TestCase("v2", 2)]
    [TestCase("v", null)]
    [TestCase("https://example.org/v2x/flight", null)]
    [TestCase("https://example.org/x2.0/flight", null)]
    [TestCase("https://example.org/2.0", 2)]
    [TestCase("https://example.org/v0", 0)]
    [TestCase(".json", null)]
    [TestCase("", null)]
    public void The_major_version_is_the_last_version_segment_of_the_dataschema(string uri, int? major) =>
        Assert.That(SchemaVersion.MajorOfUri(Encoding.UTF8.GetBytes(uri)), Is.EqualTo(major));

    [TestCase("\"2\"", "2")]
    [TestCase("\"v2.7\"", "v2.7")]
    [TestCase("2", "2")]
    [TestCase("2.0", "2.0")]
    public void A_newer_major_version_is_a_breaking_change(string version, string shown) =>
        Assert.That(
            ReadResult.From(SampleEvents.With("schemaVersion", version)).Error,
            Is.EqualTo(new ValidationError("schemaVersion", EventRule.Schema, "has major version 2; this app supports version 1", shown)));

    [TestCase("\"1\"")]
    [TestCase("\"1.9\"")]
    [TestCase("1.1")]
    [TestCase("\"2024-05\"")]
    [TestCase("\"2x\"")]
    [TestCase("\"v\"")]
    [TestCase("-2")]
    [TestCase("0")]
    public void An_equal_or_older_version_is_stored_with_the_event(string version) =>
        Assert.That(
            ReadResult.From(SampleEvents.With("schemaVersion", version)).Row["Extra"]!.ToJsonString(),
            Is.EqualTo($"{{\"schemaVersion\":{version}}}"));

    [Test]
    public void A_rejected_event_has_its_schema()
    {
        var rejected = ReadResult.From(SampleEvents.With("dataschema", "\"https://example.org/v2\"")).Rejected.Single();

        Assert.Multiple(() =>
        {
            Assert.That(rejected.Schema, Is.EqualTo("https://example.org/v2"));
            Assert.That(rejected.Errors.Single().Rule, Is.EqualTo(EventRule.Schema));
        });
    }
}
