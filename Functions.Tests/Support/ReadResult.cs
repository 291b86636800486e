using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Events;

namespace LatamFunctions.Tests.Support;

/// <summary>The reader's result for a message, in a form that tests can compare.</summary>
internal sealed record ReadResult(int Events, IReadOnlyList<JsonObject> Rows, IReadOnlyList<RejectedEvent> Rejected)
{
    public static readonly StreamPosition Position = new("3", "4711", 42, new DateTimeOffset(2024, 5, 1, 10, 35, 30, TimeSpan.Zero));

    public JsonObject Row => Rows.Single();

    public IReadOnlyList<ValidationError> Errors => Rejected.Single().Errors;

    public ValidationError Error => Errors.Single();

    public static ReadResult From(string message) => From(Encoding.UTF8.GetBytes(message));

    public static ReadResult From(byte[] message)
    {
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        var events = reader.Read(message, 0, in Position, SampleEvents.Now, batch);
        var rows = new List<JsonObject>();
        foreach (var row in batch.Rows)
        {
            var line = Encoding.UTF8.GetString(batch.BytesOf(row));
            Assert.That(line.IndexOf('\n'), Is.EqualTo(line.Length - 1), "a row is one line");
            rows.Add(JsonNode.Parse(line)!.AsObject());
        }

        return new ReadResult(events, rows, [.. batch.Rejected]);
    }
}
