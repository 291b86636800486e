using System.Data;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

public class FlightChangeTests : FlightChangeTestBase
{
    [Test]
    public async Task A_correction_is_published_as_an_event_with_the_current_time()
    {
        var exchange = await PutAsync("F-1", State);

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That((string?)exchange.Json["value"]![0]!["flightId"], Is.EqualTo("F-1"));
            Assert.That((string?)exchange.Json["value"]![0]!["eventId"], Is.EqualTo((string?)Published["id"]));
            Assert.That((string?)Published["type"], Is.EqualTo("FlightCorrected"));
            Assert.That((string?)Published["source"], Is.EqualTo("/api/flights"));
            Assert.That((string?)Published["time"], Is.EqualTo("2024-05-01T10:36:00Z"));
            Assert.That((string?)Published["data"]!["flightId"], Is.EqualTo("F-1"));
            Assert.That((int?)Published["data"]!["delayMinutes"], Is.EqualTo(25));
            Assert.That(Hub.Sends.Single().Key, Is.EqualTo("F-1"));
        });
    }

    [Test]
    public async Task A_correction_is_later_than_all_known_events_even_if_their_clock_is_ahead()
    {
        Flight = () => FlightOf(new DateTime(2024, 5, 1, 10, 40, 0, DateTimeKind.Utc));

        await PutAsync("F-1", State);

        Assert.That((string?)Published["time"], Is.EqualTo("2024-05-01T10:40:00.0000001Z"));
    }

    /// <summary>Tests an event that was stored before the limit existed, or with a higher limit.</summary>
    [Test]
    public async Task A_flight_whose_latest_event_is_too_far_ahead_of_the_clock_cannot_be_changed_yet()
    {
        Flight = () => FlightOf(new DateTime(2024, 5, 1, 12, 36, 0, DateTimeKind.Utc));

        var exchange = await PatchAsync("F-1", "{\"delayMinutes\":40}");

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((409, "FlightAheadOfClock")));
            Assert.That((string?)exchange.Json["detail"], Does.Contain("2024-05-01T12:36:00Z").And.Contain("120 minutes ahead"));
            Assert.That(exchange.Header("Retry-After"), Is.EqualTo("6901"), "two hours minus the allowed five minutes");
            Assert.That(Hub.Sends, Is.Empty);
        });
    }

    [Test]
    public async Task The_clock_difference_setting_applies_to_changes()
    {
        Limits.MaxClockSkew = TimeSpan.FromHours(3);
        Flight = () => FlightOf(new DateTime(2024, 5, 1, 12, 36, 0, DateTimeKind.Utc));

        var exchange = await PatchAsync("F-1", "{\"delayMinutes\":40}");

        Assert.That((exchange.Status, (string?)Published["time"]), Is.EqualTo((202, "2024-05-01T12:36:00.0000001Z")));
    }

    [TestCase("{\"status\":\"\\ud800\"}", "$", "Unicode")]
    [TestCase("{\"\\udc00\":1}", "$", "Unicode")]
    [TestCase("{\"extra\":{\"a\":[\"\\ud800x\"]}}", "$", "Unicode")]
    [TestCase("{\"flightId\":\"F-2\"}", "flightId", "Mismatch")]
    [TestCase("{\"eventId\":\"e\",\"origin\":\"SCL\",\"destination\":\"LIM\",\"occurredAt\":\"2024-05-01T08:00:00Z\"}",
        "scheduledDeparture", "Required")]
    public async Task An_invalid_correction_is_rejected(string body, string target, string rule)
    {
        var exchange = await PutAsync("F-1", body);

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((400, "InvalidEvents")));
            Assert.That((string?)exchange.Json["errors"]![0]!["target"], Is.EqualTo(target));
            Assert.That((string?)exchange.Json["errors"]![0]!["rule"], Is.EqualTo(rule));
            Assert.That(Hub.Sends, Is.Empty);
        });
    }

    [TestCase("[]")]
    [TestCase("{}{}")]
    [TestCase("nonsense")]
    [TestCase("{\"origin\":\"SCL\",\"origin\":\"LIM\"}")]
    public async Task A_correction_that_is_not_one_JSON_object_is_rejected(string body) =>
        Assert.That((await PutAsync("F-1", body)).Status, Is.EqualTo(400));

    /// <summary>
    /// A cancellation with other values could repeat derived values, or could overwrite values from an event that is not yet stored.
    /// </summary>
    [Test]
    public async Task A_cancellation_sets_only_the_status()
    {
        Flight = () => FlightOf(Nine);

        var exchange = await DeleteAsync("F-1");

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That((string?)Published["type"], Is.EqualTo("FlightCancelled"));
            Assert.That((string?)Published["time"], Is.EqualTo("2024-05-01T10:36:00Z"));
            Assert.That(Published["data"]!.ToJsonString(), Is.EqualTo("{\"flightId\":\"F-1\",\"status\":\"Cancelled\"}"));
        });
    }

    [Test]
    public async Task A_cancellation_reads_two_columns()
    {
        Flight = () =>
        {
            var table = new DataTable();
            table.Load(FlightOf(Nine));
            return table.DefaultView.ToTable(false, "StateVersion", "Version").CreateDataReader();
        };

        var exchange = await DeleteAsync("F-1", ("If-Match", ETagOf(Nine)));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202), exchange.Text);
            Assert.That(Adx.Query, Does.EndWith("| project StateVersion, Version"));
        });
    }

    [Test]
    public async Task A_flight_known_only_from_a_correction_can_be_cancelled()
    {
        Flight = () => FlightRows.One(
            ("FlightId", "F-1"), ("Status", "late"), ("EventType", "FlightCorrected"), ("EventId", "e-1"), ("OccurredAt", Nine));

        Assert.That((await DeleteAsync("F-1")).Status, Is.EqualTo(202));
    }

    [Test]
    public async Task A_patch_is_published_as_an_event_with_only_its_changes()
    {
        Flight = () => FlightOf(Nine);

        var exchange = await PatchAsync("F-1", "{\"delayMinutes\":40,\"terminal\":\"2\",\"aircraft\":null}");

        var data = Published["data"]!.AsObject();
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(
                data.Select(property => property.Key),
                Is.EquivalentTo(["flightId", "delayMinutes", "gate", "terminal", "clearedProperties"]));
            Assert.That((string?)data["gate"], Is.EqualTo("12B"));
            Assert.That(data["clearedProperties"]!.ToJsonString(), Is.EqualTo("[\"aircraft\"]"));
        });
    }

    /// <summary>CloudEvents data can contain properties with the names of CloudEvents attributes.</summary>
    [Test]
    public async Task Members_of_extra_named_like_event_attributes_stay_in_extra()
    {
        const string extra = """{"source":"radar","dataSchema":"v2","specversion":"0.3","type":"wide","id":"7","gate":"12B"}""";
        Flight = () => FlightOf(Nine, ("Extra", extra));

        var exchange = await PatchAsync("F-1", "{\"gate\":\"B7\"}");

        var row = ReadResult.From(Hub.Bodies.Single()).Row;
        Assert.That(exchange.Status, Is.EqualTo(202), exchange.Text);
        Assert.That(row["Extra"]!.ToJsonString(), Is.EqualTo(extra.Replace("12B", "B7", StringComparison.Ordinal)));
        Assert.That(((string?)row["Source"], row["DataSchema"]), Is.EqualTo(("/api/flights", (object?)null)));
    }

    [Test]
    public async Task An_unknown_flight_cannot_be_patched() =>
        Assert.That((await PatchAsync("F-1", "{\"delayMinutes\":40}")).Header("x-ms-error-code"), Is.EqualTo("FlightNotFound"));

    [Test]
    public async Task An_unknown_flight_cannot_be_cancelled()
    {
        var exchange = await DeleteAsync("F-1");

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((404, "FlightNotFound")));
        Assert.That((Hub.Sends.Count, Claims.Entities.Count), Is.EqualTo((0, 0)));
    }

    private static readonly TestCaseData[] Conditions =
    [
        new("If-Match", "*", true, 202),
        new("If-Match", "*", false, 412),
        new("If-Match", "{etag}", true, 202),
        new("If-Match", "\"other\", {etag}", true, 202),
        new("If-Match", "\"other\"", true, 412),
        new("If-Match", "W/{etag}", true, 412),
        new("If-None-Match", "*", true, 412),
        new("If-None-Match", "*", false, 202),
        new("If-None-Match", "W/{etag}", true, 412),
    ];

    [TestCaseSource(nameof(Conditions))]
    public async Task A_flight_is_changed_only_if_its_ETag_matches(string header, string value, bool exists, int status)
    {
        Flight = exists ? () => FlightOf(Nine) : null;

        var exchange = await PutAsync("F-1", State, (header, value.Replace("{etag}", ETagOf(Nine), StringComparison.Ordinal)));

        Assert.That((exchange.Status, Hub.Sends.Count), Is.EqualTo((status, status == 202 ? 1 : 0)));
    }

    [Test]
    public async Task A_correction_that_is_not_UTF8_is_rejected()
    {
        var exchange = await PutAsync("F-1", [.. "{\"status\":\""u8, 0xC3, 0x28, .. "\"}"u8]);

        Assert.That((exchange.Status, (string?)exchange.Json["errors"]![0]!["rule"]), Is.EqualTo((400, "Unicode")));
    }

    [Test]
    public async Task A_correction_is_limited_to_the_event_size()
    {
        var exchange = await PutAsync("F-1", $"{{\"note\":\"{new string('x', 1_000_000)}\"}}");

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((413, "ContentTooLarge")));
    }
}
