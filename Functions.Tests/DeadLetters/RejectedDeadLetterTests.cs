using Azure;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>
/// Tests that no text from a publisher prevents the storage of a dead letter. If an event could not be dead-lettered, its batch would be
/// redelivered indefinitely.
/// </summary>
public class RejectedDeadLetterTests
{
    private DeadLetterTable _table = null!;

    [SetUp]
    public void SetUp() => _table = new DeadLetterTable();

    [Test]
    public async Task A_dead_letter_whose_strings_are_all_too_long_is_stored()
    {
        var text = new string('\u20ac', 100_000);
        var deadLetter = NewDeadLetter(1) with
        {
            Position = new StreamPosition("3", text, 1, Enqueued),
            Errors = [new ValidationError(text, EventRule.Format, text, text)],
            Schema = text,
            ContentType = text,
            Properties = new MessageProperties(new Dictionary<string, object> { [text] = text }),
            Source = text,
        };

        await _table.Store.AddAsync([deadLetter], default);

        var record = _table.Records.Single();
        Assert.That(
            ((IEnumerable<KeyValuePair<string, object>>)record).Select(property => (property.Value as string)?.Length ?? 0),
            Is.All.LessThanOrEqualTo(DeadLetterEntities.MaxTextLength));
        Assert.That(record.GetString("ContentType"), Is.EqualTo(text[..DeadLetterEntities.MaxTextLength]));
    }

    [TestCase(400, "PropertyValueTooLarge")]
    [TestCase(413, "RequestBodyTooLarge")]
    public async Task A_dead_letter_that_the_table_rejects_is_stored_without_publisher_strings(
        int status, string code)
    {
        _table.Rejection = entity => entity.GetString("ContentType") == "bad" ? new RequestFailedException(status, "no", code, null) : null;

        await _table.Store.AddAsync([NewDeadLetter(1), NewDeadLetter(2) with { ContentType = "bad" }, NewDeadLetter(3)], default);

        var minimal = _table.Records.Single(record => record.GetInt64("SequenceNumber") == 2);
        Assert.Multiple(() =>
        {
            Assert.That(_table.Records.Select(record => record.GetString("ContentType")),
                Is.EqualTo(["application/json", "", "application/json"]));
            Assert.That(minimal.GetString("Reasons"), Is.EqualTo("Format"));
            Assert.That(minimal.GetString("Faults"), Is.EqualTo(
                $"[{{\"field\":\"$\",\"rule\":\"Format\",\"detail\":\"the table rejected the full record ({code}); "
                + "this record omits text from the publisher\"}]"));
            Assert.That(new[] { "Offset", "Source", "Schema", "Properties" }.Select(minimal.GetString), Is.EqualTo(["", "", "", "{}"]));
            Assert.That(DeadLetterEntities.BodyOf(minimal, []), Is.EqualTo(SampleEvents.Bytes(SampleEvents.Minimal)));
        });
    }

    [Test]
    public void A_table_that_rejects_everything_is_an_error()
    {
        _table.Rejection = _ => new RequestFailedException(400, "no", "InvalidInput", null);

        Assert.ThrowsAsync<RequestFailedException>(() => _table.Store.AddAsync([NewDeadLetter(1)], default));
    }
}
