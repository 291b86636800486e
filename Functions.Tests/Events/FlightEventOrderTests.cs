using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests the column Version. Each property of a flight has the value with the greatest version.</summary>
public class FlightEventOrderTests
{
    private static readonly string[] TypesByRank =
    [
        "FlightScheduled", "FlightDelayed", "FlightBoarding", "FlightDeparted", "FlightDiverted", "FlightArrived",
        "FlightCancelled", "FlightCorrected",
    ];

    [Test]
    public void Events_are_ordered_by_time_then_type_then_source_and_id()
    {
        string[] versions =
        [
            .. TypesByRank.Select(type => VersionOf("2024-05-01T08:00:00Z", type)),
            .. TypesByRank.Select(type => VersionOf("2024-05-01T08:00:00.0000001Z", type)),
        ];

        Assert.That(versions, Is.Ordered.Ascending.Using<string>(StringComparer.Ordinal));
        Assert.That(versions, Is.Unique);
        Assert.That(versions.Select(version => version.Length), Is.All.EqualTo(54));
    }

    [Test]
    public void Times_in_different_zones_are_compared_as_instants() =>
        Assert.That(
            VersionOf("2024-05-01T07:00:00-02:00", "FlightDelayed"),
            Is.GreaterThan(VersionOf("2024-05-01T08:59:59Z", "FlightDelayed")).Using<string>(StringComparer.Ordinal));

    [Test]
    public void The_hash_of_source_and_id_does_not_depend_on_their_escaping()
    {
        var expected = $"2024-05-01T08:00:00.0000000Z/4/{SampleEvents.EndOfVersion("e-", 1, "/ops/scl")}";

        Assert.That(VersionOf("2024-05-01T08:00:00Z", "FlightDeparted", "e-1", "/ops/scl"), Is.EqualTo(expected));
        Assert.That(VersionOf("2024-05-01T08:00:00Z", "FlightDeparted", "e\\u002d1", "\\u002Fops/scl"), Is.EqualTo(expected));
        Assert.That(VersionOf("2024-05-01T08:00:00Z", "FlightDeparted", "e-1", "/ops/lim"), Is.Not.EqualTo(expected));
    }

    [Test]
    public void Ids_that_end_in_a_counter_are_ordered_by_the_counter()
    {
        int[] numbers = [0, 1, 9, 10, 11, 100, 1_000_000_000];

        Assert.That(
            numbers.Select(number => VersionOf("2024-05-01T08:00:00Z", "FlightDelayed", $"0f7c2a1e-92a4-4a55-9c1c-6f3f6f5d2b11-{number}")),
            Is.Ordered.Ascending.Using<string>(StringComparer.Ordinal));
    }

    [Test]
    public void Ids_that_differ_only_in_leading_zeros_have_different_versions()
    {
        string[] ids = ["e", "e0", "e00", "e1", "e01", "e001", "e12345678901", "e2345678901", "e02345678901", "0", "1", "01"];

        Assert.That(ids.Select(id => VersionOf("2024-05-01T08:00:00Z", "FlightDelayed", id)), Is.Unique);
    }

    [Test]
    public void An_event_has_the_same_version_at_every_position_in_the_stream()
    {
        var first = VersionOf("2024-05-01T08:00:00Z", "FlightDeparted", position: ReadResult.Position);
        var redelivered = VersionOf(
            "2024-05-01T08:00:00Z",
            "FlightDeparted",
            position: ReadResult.Position with { SequenceNumber = 99, PartitionId = "0", EnqueuedAt = SampleEvents.Now.AddHours(3) });

        Assert.That(redelivered, Is.EqualTo(first));
    }

    [Test]
    public void A_version_in_the_former_format_sorts_before_an_event_with_the_same_time() =>
        Assert.That(
            VersionOf("2024-05-01T08:00:00Z", "FlightScheduled"),
            Is.GreaterThan("2024-05-01T08:00:00.0000000Z/0000000000000042/000000").Using<string>(StringComparer.Ordinal));

    private static string VersionOf(
        string occurredAt, string eventType, string eventId = "e-1", string? source = null, StreamPosition? position = null)
    {
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var sourceProperty = source is null ? "" : $"\"source\":\"{source}\",";
        var message =
            $"{{{sourceProperty}\"eventId\":\"{eventId}\",\"eventType\":\"{eventType}\",\"occurredAt\":\"{occurredAt}\",\"origin\":\"SCL\","
            + "\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T08:00:00Z\"}";
        var place = position ?? ReadResult.Position;
        reader.Read(Encoding.UTF8.GetBytes(message), 0, in place, SampleEvents.Now, batch);
        return JsonNode.Parse(batch.BytesOf(batch.Rows[0]))!["Version"]!.GetValue<string>();
    }
}
