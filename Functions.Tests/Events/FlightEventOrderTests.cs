using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>The column Version, whose greatest value is the state of a flight.</summary>
public class FlightEventOrderTests
{
    [Test]
    public void Time_comes_before_place_in_the_stream_and_that_before_place_in_the_message()
    {
        var early = VersionsOf("2024-05-01T08:00:00Z", sequenceNumber: 900);
        var late = VersionsOf("2024-05-01T08:00:00.0000001Z", sequenceNumber: 7);
        var later = VersionsOf("2024-05-01T08:00:00.0000001Z", sequenceNumber: 10);

        Assert.That(early.Concat(late).Concat(later), Is.Ordered.Ascending.Using<string>(StringComparer.Ordinal));
        Assert.That(early.Concat(late).Concat(later), Is.Unique);
    }

    [Test]
    public void Times_in_other_zones_are_compared_as_instants() =>
        Assert.That(
            VersionsOf("2024-05-01T07:00:00-02:00", 1)[0],
            Is.GreaterThan(VersionsOf("2024-05-01T08:59:59Z", 1)[0]).Using<string>(StringComparer.Ordinal));

    private static string[] VersionsOf(string occurredAt, long sequenceNumber)
    {
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var message = $"{SampleEvents.With("occurredAt", $"\"{occurredAt}\"")}\n{SampleEvents.With("occurredAt", $"\"{occurredAt}\"")}";
        reader.Read(SampleEvents.Bytes(message), 0, ReadResult.Position with { SequenceNumber = sequenceNumber }, SampleEvents.Now, batch);
        var versions = new string[batch.Rows.Length];
        for (var i = 0; i < versions.Length; i++)
            versions[i] = System.Text.Json.Nodes.JsonNode.Parse(batch.BytesOf(batch.Rows[i]))!["Version"]!.GetValue<string>();
        return versions;
    }
}
