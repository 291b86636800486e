using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests the order and the bytes of a batch's rows, before and after rows are removed.</summary>
public class FlightEventBatchTests
{
    /// <summary>A number of rows that exceeds the initial capacity of a batch.</summary>
    private const int Many = 2_500;

    [Test]
    public void A_batch_of_any_number_of_events_keeps_each_row_and_its_event()
    {
        using var batch = BatchOf(Many);

        var rows = batch.Rows.ToArray();

        Assert.That((batch.Count, rows.Length, batch.Length), Is.EqualTo((Many, Many, rows.Sum(row => row.Length))));
        Assert.Multiple(() =>
        {
            for (var i = 0; i < Many; i++)
            {
                Assert.That(IdOf(batch, rows[i]), Is.EqualTo($"e{i}"));
                Assert.That((rows[i].MessageIndex, rows[i].EventIndex, rows[i].HasAssignedId), Is.EqualTo((0, i, false)));
                Assert.That(Encoding.UTF8.GetString(rows[i].Body.Span), Is.EqualTo(SampleEvents.WithId($"e{i}")));
            }
        });
    }

    [TestCase(0, 1)]
    [TestCase(0, 3)]
    [TestCase(1, 2)]
    [TestCase(2, 1)]
    public void A_stream_over_consecutive_rows_contains_exactly_their_bytes(int first, int count)
    {
        using var batch = BatchOf(3);
        var expected = string.Concat(
            batch.Rows.ToArray().Skip(first).Take(count).Select(row => Encoding.UTF8.GetString(batch.BytesOf(row))));

        using var stream = batch.OpenRows(first, count);

        Assert.That(new StreamReader(stream).ReadToEnd(), Is.EqualTo(expected));
        Assert.That(stream.CanWrite, Is.False);
    }

    [Test]
    public void Setting_the_ingestion_time_changes_only_the_specified_rows()
    {
        using var batch = BatchOf(4);

        batch.SetIngestedAt(1, 2, SampleEvents.Now.AddHours(1).ToOffset(TimeSpan.FromHours(-3)));

        Assert.That(
            batch.Rows.ToArray().Select(row => (string?)JsonNode.Parse(Encoding.UTF8.GetString(batch.BytesOf(row)))!["IngestedAt"]),
            Is.EqualTo(new[]
            {
                "2024-05-01T10:36:00.0000000Z", "2024-05-01T11:36:00.0000000Z", "2024-05-01T11:36:00.0000000Z",
                "2024-05-01T10:36:00.0000000Z",
            }));
    }

    [Test]
    public void A_rollback_removes_only_later_events()
    {
        using var batch = BatchOf(2);
        var (mark, length) = (batch.Mark(), batch.Length);
        Read(batch, $"{SampleEvents.WithId("x")}\n{{}}");
        Assert.That((batch.Count, batch.Rejected.Count), Is.EqualTo((3, 1)));

        batch.RollBack(mark);
        Read(batch, SampleEvents.WithId("y"));

        Assert.That((batch.Count, batch.Rejected.Count), Is.EqualTo((3, 0)));
        Assert.That(batch.Rows.ToArray().Select(row => IdOf(batch, row)), Is.EqualTo(["e0", "e1", "y"]));
        Assert.That(batch.Rows[2].Start, Is.EqualTo(length));
    }

    [Test]
    public void A_cleared_batch_can_be_reused()
    {
        using var batch = BatchOf(3);
        batch.CompletedRows = 2;

        batch.Clear();
        Read(batch, SampleEvents.WithId("y"));

        Assert.That((batch.Count, batch.CompletedRows, batch.Rows[0].Start), Is.EqualTo((1, 0, 0)));
        Assert.That(IdOf(batch, batch.Rows[0]), Is.EqualTo("y"));
    }

    private static FlightEventBatch BatchOf(int events)
    {
        var batch = new FlightEventBatch();
        Read(batch, string.Join('\n', Enumerable.Range(0, events).Select(i => SampleEvents.WithId($"e{i}"))));
        return batch;
    }

    private static void Read(FlightEventBatch batch, string message)
    {
        using var reader = new FlightEventReader();
        reader.Read(SampleEvents.Bytes(message), 0, in ReadResult.Position, SampleEvents.Now, batch);
    }

    private static string? IdOf(FlightEventBatch batch, FlightEventRow row) =>
        (string?)JsonNode.Parse(Encoding.UTF8.GetString(batch.BytesOf(row)))!["EventId"];
}
