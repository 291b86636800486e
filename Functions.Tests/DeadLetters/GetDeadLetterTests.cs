using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

public class GetDeadLetterTests : DeadLetterTestBase
{
    [Test]
    public async Task A_dead_letter_has_all_its_fields_and_its_body()
    {
        var deadLetter = NewDeadLetter(42, "{\"a\":1}"u8.ToArray());
        await AddAsync(deadLetter);

        var exchange = await GetAsync(IdOf(deadLetter));

        Assert.That(JsonNode.DeepEquals(exchange.Json, JsonNode.Parse(
            $$"""
            {"id":"{{IdOf(deadLetter)}}","state":"Open","reasons":["Format"],
             "faults":[{"field":"origin","rule":"Format","detail":"must be an airport code","value":"scl"}],
             "stage":"Checked","partitionId":"3","offset":"4200","sequenceNumber":42,"eventIndex":0,
             "enqueuedAt":"2024-05-01T10:35:00Z","recordedAt":"2024-05-01T10:36:00Z","attempts":1,"contentType":"application/json",
             "properties":{"source":"ops"},"bodyLength":7,"bodyEncoding":"utf-8","body":"{\"a\":1}"}
            """)), Is.True, exchange.Text);
    }

    [Test]
    public async Task Before_the_first_dead_letter_there_is_no_table_and_no_dead_letter()
    {
        Table.Exists = false;

        var exchange = await GetAsync(IdOf(NewDeadLetter(42)));

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((404, "DeadLetterNotFound")));
    }

    [Test]
    public async Task A_binary_body_is_returned_as_Base64()
    {
        var deadLetter = NewDeadLetter(1, [0xFF, 0xFE]);
        await AddAsync(deadLetter);

        var exchange = await GetAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That((string?)exchange.Json["bodyEncoding"], Is.EqualTo("base64"));
            Assert.That((string?)exchange.Json["body"], Is.EqualTo("//4="));
        });
    }

    [Test]
    public async Task A_body_stored_in_parts_is_returned_complete()
    {
        var noise = new byte[1_000_000];
        new Random(1).NextBytes(noise);
        var deadLetter = NewDeadLetter(1, noise);
        await AddAsync(deadLetter);

        Assert.That(Convert.FromBase64String((string)(await GetAsync(IdOf(deadLetter))).Json["body"]!), Is.EqualTo(noise));
    }

    /// <summary>Bodies are written in segments of 16 KiB, which can end within a character or within a Base64 group.</summary>
    [TestCase(16 * 1024)]
    [TestCase((16 * 1024) + 1)]
    [TestCase((2 * 16 * 1024) - 1)]
    [TestCase(2 * 16 * 1024)]
    [TestCase(50_001)]
    public async Task A_long_body_is_returned_as_received(int length)
    {
        var text = "\"" + string.Concat(Enumerable.Repeat("€", length / 3)) + new string('x', length % 3);
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(0x80 + (i % 0x80)))];
        await AddAsync(NewDeadLetter(1, Encoding.UTF8.GetBytes(text)), NewDeadLetter(2, bytes));

        var shownText = (await GetAsync(IdOf(NewDeadLetter(1)))).Json;
        var shownBytes = (await GetAsync(IdOf(NewDeadLetter(2)))).Json;

        Assert.Multiple(() =>
        {
            Assert.That(((string?)shownText["bodyEncoding"], (string?)shownText["body"]), Is.EqualTo(("utf-8", text)));
            Assert.That((string?)shownBytes["bodyEncoding"], Is.EqualTo("base64"));
            Assert.That(Convert.FromBase64String((string)shownBytes["body"]!), Is.EqualTo(bytes));
        });
    }

    [Test]
    public async Task A_missing_body_part_is_an_error_that_identifies_the_record()
    {
        var noise = new byte[1_000_000];
        new Random(1).NextBytes(noise);
        await AddAsync(NewDeadLetter(1, noise));
        Table.Entities.Remove(Table.Entities.Keys.Single(key => key.RowKey.EndsWith("-part000", StringComparison.Ordinal)));
        var record = await Table.Catalog.FindAsync(DeadLetterKey.From(NewDeadLetter(1)), default);

        var error = Assert.ThrowsAsync<InvalidDataException>(() => Table.Catalog.ReadBodyAsync(record!, default));

        Assert.That(error!.Message, Is.EqualTo(
            $"The dead letter {record!.Key.PartitionKey} {record.Key.RowKey} is incomplete in the table: "
            + "a part of its body is missing."));
    }

    [Test]
    public async Task A_record_of_an_earlier_version_has_default_values()
    {
        await AddAsync(NewDeadLetter(1, rule: EventRule.TooManyEvents));
        var entity = Table.Records.Single();
        foreach (var column in new[] { "IsWholeMessage", "Attempts", "EventIndex", "BodyLength", "Source", "Schema" })
            entity.Remove(column);

        var record = (await Table.Catalog.FindAsync(DeadLetterKey.From(NewDeadLetter(1)), default))!;
        var shown = (await GetAsync(IdOf(NewDeadLetter(1)))).Json;

        Assert.Multiple(() =>
        {
            Assert.That((record.IsWholeMessage, record.Attempts, record.EventIndex, record.BodyLength), Is.EqualTo((true, 1, 0, 0)));
            Assert.That((record.Source, record.Schema, record.ReplayedEventIds.Count), Is.EqualTo(("", "", 0)));
            Assert.That(((int)shown["attempts"]!, (int)shown["eventIndex"]!, (int)shown["bodyLength"]!), Is.EqualTo((1, 0, 0)));
            Assert.That(shown.ContainsKey("source") || shown.ContainsKey("schema") || shown.ContainsKey("isWholeMessage"), Is.False);
        });
    }

    [Test]
    public async Task A_single_event_stored_by_an_earlier_version_is_not_a_whole_message()
    {
        await AddAsync(NewDeadLetter(1));
        Table.Records.Single().Remove("IsWholeMessage");

        Assert.That((await Table.Catalog.FindAsync(DeadLetterKey.From(NewDeadLetter(1)), default))!.IsWholeMessage, Is.False);
    }

    [Test]
    public async Task Truncated_errors_and_properties_are_returned_as_text()
    {
        await AddAsync(NewDeadLetter(1));
        Table.Records.Single()["Faults"] = "[{\"field\":\"or";
        Table.Records.Single()["Properties"] = "{\"source\":\"op";

        var shown = (await GetAsync(IdOf(NewDeadLetter(1)))).Json;

        Assert.That(((string?)shown["faults"], (string?)shown["properties"]), Is.EqualTo(("[{\"field\":\"or", "{\"source\":\"op")));
    }

    [Test]
    public async Task A_column_of_an_unknown_type_is_an_error_that_names_the_column()
    {
        await AddAsync(NewDeadLetter(1));
        Table.Records.Single()["Attempts"] = 1.5;

        Assert.That(
            async () => await GetAsync(IdOf(NewDeadLetter(1))),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "The column Attempts has the type System.Double, which fields do not support."));
    }

    [Test]
    public async Task An_unknown_id_and_the_id_of_a_body_part_are_not_found()
    {
        var noise = new byte[1_000_000];
        new Random(1).NextBytes(noise);
        var deadLetter = NewDeadLetter(1, noise);
        await AddAsync(deadLetter);
        var part = Table.Entities.Keys.Single(key => key.RowKey.EndsWith("-part000", StringComparison.Ordinal));

        foreach (var id in new[] { "nonsense", "", IdOf(NewDeadLetter(2)), new DeadLetterKey(part.PartitionKey, part.RowKey).Id })
        {
            var exchange = await GetAsync(id);
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((404, "DeadLetterNotFound")), id);
        }
    }
}
