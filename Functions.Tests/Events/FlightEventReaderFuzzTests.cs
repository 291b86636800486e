using System.Text;
using System.Text.Json;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests that the reader processes any input without an exception, loses no relevant byte and writes only valid rows.</summary>
public class FlightEventReaderFuzzTests
{
    private const string Target = "damaged messages to the event reader";

    private static readonly string[] Corpus =
    [
        SampleEvents.Departed,
        SampleEvents.Minimal,
        $"[{SampleEvents.Departed},{SampleEvents.Minimal}]",
        $"{SampleEvents.Departed}\n{SampleEvents.Minimal}\n{SampleEvents.With("note", "{\"a\":[1,{\"b\":\"\\ud83d\\ude00\"}]}")}\n",
        "{\"specversion\":\"1.0\",\"id\":\"c\",\"source\":\"/s\",\"type\":\"x.FlightDelayed\",\"time\":\"2024-05-01T09:00:00Z\",\"data\":"
            + "{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}}",
    ];

    private static readonly string[] Splices =
    [
        "\0", "\"", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ",", ":", "\n{", "\n", "null", "1e999", "-", "01", "\uFEFF",
        "123456789012345678901234567890", "\"specversion\":\"1.0\",", "\"data\":{", "\"eventId\":", "\u00e9\u4e2d😀", "//", "NaN",
    ];

    [Test]
    public void Mutated_messages_are_stored_or_rejected([Range(1, 4)] int seed) => Attack(new LongForm(Target, 10_000, seed));

    [Test, Explicit, Category(LongForm.Category)]
    public void Many_mutated_messages_are_stored_or_rejected() => Attack(new LongForm(Target));

    private static void Attack(LongForm form)
    {
        var random = new Random(form.Seed);
        var (stored, rejected) = (0, 0);
        using var reader = new FlightEventReader();
        using var batch = new FlightEventBatch();
        while (form.TryNext())
        {
            var message = Mutate(Encoding.UTF8.GetBytes(Corpus[random.Next(Corpus.Length)]), random);
            batch.Clear();
            try
            {
                var events = reader.Read(message, 0, in ReadResult.Position, SampleEvents.Now, batch);
                AssertSound(message, events, batch);
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"{e}\nmessage: {Convert.ToBase64String(message)}");
            }

            stored += batch.Rows.Length;
            rejected += batch.Rejected.Count;
        }

        form.Report(LongForm.Counts<string>([new("valid events", stored), new("events rejected with their errors", rejected)]));
    }

    private static byte[] Mutate(byte[] message, Random random)
    {
        var bytes = message.ToList();
        for (var count = random.Next(1, 6); count > 0 && bytes.Count > 0; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splices[random.Next(Splices.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(64, bytes.Count - at))));
                    break;
                default:
                    bytes.AddRange(message);
                    break;
            }
        }

        return [.. bytes];
    }

    private static void AssertSound(byte[] message, int events, FlightEventBatch batch)
    {
        Assert.That(batch.Rows.Length + batch.Rejected.Count, Is.EqualTo(events));
        Assert.That(batch.Rejected, Has.All.Matches<RejectedEvent>(rejected => rejected.Errors.Count > 0));
        foreach (var row in batch.Rows)
        {
            var line = batch.BytesOf(row);
            Assert.That(line.IndexOf((byte)'\n'), Is.EqualTo(line.Length - 1), "a row is one line");
            using var json = JsonDocument.Parse(line.ToArray());
            Assert.That(json.RootElement.GetProperty("FlightId").GetString(), Is.Not.Empty);
        }

        // Every byte except separators and a leading byte order mark is in the body of an event.
        var bodyBytes = 0;
        foreach (var row in batch.Rows)
            bodyBytes += row.Body.Length;
        bodyBytes += batch.Rejected.Sum(rejected => rejected.Body.Length);
        var separators = message.Count(
            b => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']');
        Assert.That(bodyBytes, Is.GreaterThanOrEqualTo(message.Length - separators - 3));
    }
}
