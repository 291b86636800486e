using System.Text.Json.Nodes;
using LatamFunctions.DeadLetters;
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
    public async Task A_body_that_is_not_text_is_Base64()
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
    public async Task A_body_in_parts_is_shown_whole()
    {
        var noise = new byte[1_000_000];
        new Random(1).NextBytes(noise);
        var deadLetter = NewDeadLetter(1, noise);
        await AddAsync(deadLetter);

        Assert.That(Convert.FromBase64String((string)(await GetAsync(IdOf(deadLetter))).Json["body"]!), Is.EqualTo(noise));
    }

    [Test]
    public async Task An_unknown_id_and_a_part_are_not_found()
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
