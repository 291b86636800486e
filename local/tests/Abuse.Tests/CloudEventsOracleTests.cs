using System.Globalization;
using System.Text;
using CloudNative.CloudEvents.SystemTextJson;
using CsCheck;
using LatamFunctions.Tests.Support;
using CloudEvent = CloudNative.CloudEvents.CloudEvent;

namespace Abuse.Tests;

/// <summary>
/// Tests that the CloudEvents SDK accepts every message that the event reader accepts as a CloudEvent, with the same values.
/// </summary>
internal sealed class CloudEventsOracleTests
{
    private const string Data = """{"origin":"SCL","destination":"LIM","scheduledDeparture":"2024-05-01T10:20:00Z"}""";

    private const string Target = "CloudEvents, compared with the CloudEvents SDK";

    private static readonly JsonEventFormatter Oracle = new();

    // Each argument is the JSON of a property. An empty string omits the property. Optional attributes are always valid, because the event
    // reader is more lenient about them than the SDK.
    private static readonly Gen<string> Events =
        from specversion in Rarely("\"1.0\"", "\"0.3\"", "\"1\"", "1.0", "null", "\"\"", "")
        from id in Rarely("\"c-1\"", "\"\u00e9 \ud83d\ude00\"", "\"\\u0041\"", "\"\"", "7", "null", "[]", "")
        from source in Rarely("\"/airlines/la\"", "\"https://example.org/a?b#c\"", "\"urn:x:y\"", "\"\"", "null", "7", "{}", "")
        from type in Rarely("\"com.latam.flights.FlightDelayed\"", "\"FlightDelayed\"", "\"\"", "null", "7", "")
        from time in Rarely(
            "\"2024-05-01T09:00:00Z\"", "\"2024-05-01T09:00:00.1234567+02:00\"", "\"2024-05-01\"", "\"2024-05-01T25:00:00Z\"",
            "\"yesterday\"", "1714554000", "null", "")
        from subject in Rarely("\"LA805\"", "")
        from schema in Rarely("\"https://example.org/v1\"", "")
        from contentType in Rarely("\"application/json\"", "")
        from extension in Rarely("\"x\"", "", "5", "true")
        from data in Rarely(Data, "null", "")
        select Event(
            Property("specversion", specversion), Property("id", id), Property("source", source), Property("type", type),
            Property("time", time), Property("subject", subject), Property("dataschema", schema),
            Property("datacontenttype", contentType), Property("traceid", extension), Property("data", data));

    [Test]
    public void Accepted_CloudEvents_are_accepted_by_the_CloudEvents_SDK() => Compare(new LongForm(Target, 20_000, 1));

    [Test, Explicit, Category(LongForm.Category)]
    public void Many_accepted_CloudEvents_are_accepted_by_the_CloudEvents_SDK() => Compare(new LongForm(Target));

    private static void Compare(LongForm form)
    {
        var random = new PCG((uint)form.Seed, (ulong)form.Seed);
        var accepted = 0;
        while (form.TryNext())
        {
            var message = Events.Generate(random, null, out _);
            if (ReadResult.From(message) is not { Rows: [var row] })
                continue;
            accepted++;
            var oracle = Decode(message);
            Assert.That(oracle, Is.Not.Null, message);
            Assert.Multiple(() =>
            {
                Assert.That((string?)row["EventId"], Is.EqualTo(oracle!.Id), message);
                Assert.That((string?)row["Source"], Is.EqualTo(oracle.Source?.ToString()), message);
                Assert.That(oracle.Type, Does.EndWith((string)row["EventType"]!), message);
                Assert.That(
                    DateTimeOffset.Parse((string)row["OccurredAt"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                    Is.EqualTo(oracle.Time), message);
            });
        }

        Assert.That(accepted, Is.GreaterThan(form.Sent / 50));
        form.Report(LongForm.Counts<string>(
            [new("also accepted by the SDK with the same values", accepted), new("rejected", form.Sent - accepted)]));
    }

    private static Gen<string> Rarely(string usual, params string[] others) =>
        Gen.Frequency((5, Gen.Const(usual)), (1, Gen.Int[0, others.Length - 1].Select(i => others[i])));

    private static string Event(params string[] properties) =>
        $"{{{string.Join(',', properties.Where(property => property.Length > 0))}}}";

    private static string Property(string name, string json) => json.Length == 0 ? "" : $"\"{name}\":{json}";

    private static CloudEvent? Decode(string message)
    {
        try
        {
            return Oracle.DecodeStructuredModeMessage(Encoding.UTF8.GetBytes(message), null, null);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
