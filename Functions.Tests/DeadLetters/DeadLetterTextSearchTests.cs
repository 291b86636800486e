using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>
/// Tests text searches. A search includes the text fields of a dead letter, and its body unless the body is stored in several entities. The
/// number of bytes and records read per page is limited.
/// </summary>
public class DeadLetterTextSearchTests : DeadLetterTestBase
{
    [Test]
    public async Task Every_text_field_of_a_dead_letter_is_searched()
    {
        await AddAsync(
            NewDeadLetter(1) with { Errors = [new ValidationError("origin", EventRule.Format, "Needle")] },
            NewDeadLetter(2) with { Source = "/a/needle" },
            NewDeadLetter(3) with { Properties = new MessageProperties(new Dictionary<string, object> { ["x"] = "a needle" }) },
            NewDeadLetter(4) with { Schema = "urn:NEEDLE" },
            NewDeadLetter(5),
            NewDeadLetter(6, SampleEvents.Bytes("{\"remarks\":\"needle\"}")),
            NewDeadLetter(7, SampleEvents.Bytes("{\"remarks\":\"need le\"}")));
        Table.Records.Single(record => record.GetInt64("SequenceNumber") == 5)["Note"] = "the needle";

        var page = await PageAsync("?text=needle");

        Assert.That(page.Records.Select(record => record.SequenceNumber), Is.EqualTo([6, 5, 4, 3, 2, 1]));
        Assert.That(page.Cursor, Is.Null);
    }

    [Test]
    public async Task A_body_stored_in_several_entities_is_not_searched()
    {
        var noise = new byte[600_000];
        new Random(1).NextBytes(noise);
        await AddAsync(NewDeadLetter(1, [.. "needle"u8, .. noise]), NewDeadLetter(2, [.. "needle"u8, .. noise[..400_000]]));

        Assert.That((await PageAsync("?text=needle")).Records.Select(record => record.SequenceNumber), Is.EqualTo([2]));
    }

    [Test]
    public async Task Searched_records_release_their_bodies()
    {
        await AddAsync(NewDeadLetter(1, new byte[100_000]));

        var record = (await PageAsync("?text=airport")).Records.Single();

        Assert.That(record.Entity.Keys, Has.None.StartsWith("Body0").And.None.EqualTo("BodyEncoding").And.None.EqualTo("BodyParts"));
        Assert.That(record.BodyLength, Is.EqualTo(100_000));
    }

    [Test]
    public async Task A_page_ends_after_searching_32_MiB_of_bodies()
    {
        // A page searches four bodies of 8 MiB. The text is in the oldest of five bodies, which is searched last.
        var body = new byte[DeadLetterList.MaxScannedBytes / 4];
        await AddAsync(
            [NewDeadLetter(1, [.. "needle"u8, .. body]), .. Enumerable.Range(2, 4).Select(number => NewDeadLetter(number, body))]);

        var first = await PageAsync("?text=needle");
        var second = await PageAsync($"?text=needle&cursor={first.Cursor}");

        Assert.Multiple(() =>
        {
            Assert.That(first.Records, Is.Empty);
            Assert.That(first.Cursor!.Value.Key, Is.EqualTo(DeadLetterKey.From(NewDeadLetter(2))));
            Assert.That(second.Records.Select(record => record.SequenceNumber), Is.EqualTo([1]));
            Assert.That(second.Cursor, Is.Null);
        });
    }

    [TestCase(DeadLetterList.MaxScanned, true)]
    [TestCase(DeadLetterList.MaxScanned - 1, false)]
    public async Task A_page_reads_at_most_five_thousand_records(int count, bool hasMore)
    {
        await AddAsync([.. Enumerable.Range(0, count).Select(i => NewDeadLetter(i, [], enqueuedAt: Enqueued.AddSeconds(i)))]);

        var page = await Table.List(Adx).ByKeyAsync(Search("?reason=Range"), default);

        Assert.That((page.Records.Count, page.Cursor is not null), Is.EqualTo((0, hasMore)));
    }

    private Task<DeadLetterPage> PageAsync(string query) => Table.List(Adx).NewestFirstAsync(Search(query), default);

    private static DeadLetterSearch Search(string query) =>
        DeadLetterSearch.Read(LatamFunctions.Http.QueryReader.From(new HttpExchange("/api/dead-letters", query).Request));
}
