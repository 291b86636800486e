using System.Globalization;
using System.IO.Compression;
using Azure;
using Azure.Data.Tables;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;
using Moq;

namespace LatamFunctions.Tests.DeadLetters;

public class DeadLetterStoreTests
{
    private static readonly DateTimeOffset Enqueued = new(2024, 5, 1, 10, 35, 0, TimeSpan.Zero);

    [Test]
    public async Task A_record_has_the_reasons_and_the_position()
    {
        var table = new DeadLetterTable();
        var deadLetter = NewDeadLetter(42, "abc"u8.ToArray()) with
        {
            Errors =
            [
                new ValidationError("origin", EventRule.Format, "must be an airport code", "scl"),
                new ValidationError("eventId", EventRule.Required, "is required"),
                new ValidationError("destination", EventRule.Format, "must be an airport code", "\""),
            ],
            ContentType = "application/json",
            Properties = new MessageProperties(new Dictionary<string, object> { ["source"] = "ops", ["n"] = 1.5, ["at"] = Enqueued }),
        };

        await table.Store.AddAsync([deadLetter], default);

        var record = table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(record.GetString("Reasons"), Is.EqualTo("Format,Required"));
            Assert.That(record.GetString("Faults"), Is.EqualTo(
                "[{\"field\":\"origin\",\"rule\":\"Format\",\"detail\":\"must be an airport code\",\"value\":\"scl\"},"
                + "{\"field\":\"eventId\",\"rule\":\"Required\",\"detail\":\"is required\"},"
                + "{\"field\":\"destination\",\"rule\":\"Format\",\"detail\":\"must be an airport code\",\"value\":\"\\u0022\"}]"));
            Assert.That(record.GetString("Stage"), Is.EqualTo("Checked"));
            Assert.That(record.GetString("PartitionId"), Is.EqualTo("3"));
            Assert.That(record.GetString("Offset"), Is.EqualTo("4200"));
            Assert.That(record.GetInt64("SequenceNumber"), Is.EqualTo(42));
            Assert.That(record.GetInt32("EventIndex"), Is.EqualTo(0));
            Assert.That(record.GetDateTimeOffset("EnqueuedAt"), Is.EqualTo(Enqueued));
            Assert.That(record.GetDateTimeOffset("RecordedAt"), Is.EqualTo(SampleEvents.Now));
            Assert.That(record.GetString("ContentType"), Is.EqualTo("application/json"));
            Assert.That(record.GetString("Properties"), Is.EqualTo(
                "{\"source\":\"ops\",\"n\":\"1.5\",\"at\":\"2024-05-01T10:35:00.0000000\\u002B00:00\"}"));
        });
    }

    [Test]
    public async Task An_incompressible_body_is_stored_uncompressed()
    {
        var table = new DeadLetterTable();

        await table.Store.AddAsync([NewDeadLetter(1, "abc"u8.ToArray())], default);

        var record = table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(record.GetString("BodyEncoding"), Is.EqualTo("identity"));
            Assert.That(record.GetBinary("Body00"), Is.EqualTo("abc"u8.ToArray()));
            Assert.That(record.GetInt32("BodyChunks"), Is.EqualTo(1));
            Assert.That(record.GetInt32("BodyParts"), Is.Zero);
        });
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(64 * 1024)]
    [TestCase((64 * 1024) + 1)]
    [TestCase(512 * 1024)]
    [TestCase((512 * 1024) + 1)]
    [TestCase(1024 * 1024)]
    [TestCase(5_000_000)]
    public async Task Compressed_and_uncompressed_bodies_round_trip(int length)
    {
        var noise = new byte[length];
        new Random(length).NextBytes(noise);
        var table = new DeadLetterTable();

        await table.Store.AddAsync([NewDeadLetter(1, noise), NewDeadLetter(2, new byte[length])], default);

        Assert.Multiple(() =>
        {
            Assert.That(BodyOf(table, sequenceNumber: 1), Is.EqualTo(noise));
            Assert.That(BodyOf(table, sequenceNumber: 2), Is.EqualTo(new byte[length]));
        });
    }

    [Test]
    public async Task Body_parts_are_written_before_their_record()
    {
        var order = new List<string>();
        var table = new DeadLetterTable();
        table.Client.Setup(
            client => client.SubmitTransactionAsync(It.IsAny<IEnumerable<TableTransactionAction>>(), It.IsAny<CancellationToken>()))
            .Callback((IEnumerable<TableTransactionAction> actions, CancellationToken _) =>
                order.AddRange(actions.Select(action => action.Entity.RowKey)))
            .ReturnsAsync((Response<IReadOnlyList<Response>>)null!);
        var noise = new byte[2_000_000];
        new Random(1).NextBytes(noise);

        await table.Store.AddAsync([NewDeadLetter(long.MaxValue, noise)], default);

        Assert.That(order, Is.EqualTo(
        [
            "0000000000000000000-000000-part000",
            "0000000000000000000-000000-part001",
            "0000000000000000000-000000-part002",
            "0000000000000000000-000000",
        ]));
    }

    [Test]
    public async Task Dead_letters_are_stored_in_transactions_of_a_hundred()
    {
        var table = new DeadLetterTable();

        await table.Store.AddAsync(Enumerable.Range(0, 250).Select(i => NewDeadLetter(i, "abc"u8.ToArray())), default);

        Assert.Multiple(() =>
        {
            Assert.That(table.TransactionSizes, Is.EqualTo([100, 100, 50]));
            Assert.That(table.Records.Select(record => record.GetInt64("SequenceNumber")), Is.EqualTo(Enumerable.Range(0, 250).Reverse()));
        });
    }

    [Test]
    public async Task The_dead_letter_table_is_created_with_the_first_dead_letter()
    {
        var table = new DeadLetterTable { Exists = false };

        await table.Store.AddAsync([NewDeadLetter(1, "abc"u8.ToArray())], default);

        Assert.That(table.Records, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_failed_write_to_the_table_is_an_error()
    {
        var table = new DeadLetterTable { Failure = new RequestFailedException(503, "down") };

        Assert.ThrowsAsync<RequestFailedException>(() => table.Store.AddAsync([NewDeadLetter(1, "abc"u8.ToArray())], default));
    }

    [TestCase(100, new[] { 100 })]
    [TestCase(101, new[] { 100, 1 })]
    public async Task A_transaction_has_at_most_a_hundred_dead_letters(int deadLetters, int[] transactions)
    {
        var table = new DeadLetterTable();

        await table.Store.AddAsync(Enumerable.Range(0, deadLetters).Select(i => NewDeadLetter(i, [])), default);

        Assert.That(table.TransactionSizes, Is.EqualTo(transactions));
    }

    [Test]
    public async Task A_transaction_stays_within_the_size_limit()
    {
        var table = new DeadLetterTable();
        var noise = new byte[400_000];
        new Random(1).NextBytes(noise);

        await table.Store.AddAsync(Enumerable.Range(0, 11).Select(i => NewDeadLetter(i, noise)), default);

        Assert.That(table.TransactionSizes, Is.EqualTo([5, 5, 1]), "2 MiB of bodies each");
    }

    [TestCase(31_000 - 46, false)]
    [TestCase(31_000 - 45, true)]
    public async Task A_string_is_truncated_to_the_property_size_limit(int length, bool isTruncated)
    {
        var table = new DeadLetterTable();
        var deadLetter = NewDeadLetter(1, []) with { Errors = [new ValidationError("$", EventRule.Malformed, new string('x', length))] };

        await table.Store.AddAsync([deadLetter], default);

        var errors = table.Records.Single().GetString("Faults");
        Assert.That((errors.Length, errors.EndsWith("\"}]", StringComparison.Ordinal)), Is.EqualTo((31_000, !isTruncated)));
    }

    [TestCase("1601-01-01T00:00:00Z", "1601-01-01T00:00:00Z")]
    [TestCase("1600-12-31T23:59:59Z", "1601-01-01T00:00:00Z")]
    [TestCase("1601-01-01T01:00:00Z", "1601-01-01T01:00:00Z")]
    public async Task A_time_before_the_table_minimum_is_stored_as_the_minimum(string enqueuedAt, string stored)
    {
        var table = new DeadLetterTable();
        var deadLetter = NewDeadLetter(1, []);

        var position = deadLetter.Position with { EnqueuedAt = DateTimeOffset.Parse(enqueuedAt, CultureInfo.InvariantCulture) };
        await table.Store.AddAsync([deadLetter with { Position = position }], default);

        Assert.That(table.Records.Single().GetDateTimeOffset("EnqueuedAt"),
            Is.EqualTo(DateTimeOffset.Parse(stored, CultureInfo.InvariantCulture)));
    }

    private static byte[] BodyOf(DeadLetterTable table, long sequenceNumber)
    {
        var record = table.Records.Single(entity => entity.GetInt64("SequenceNumber") == sequenceNumber);
        var body = new MemoryStream();
        var parts = Enumerable.Range(0, record.GetInt32("BodyParts")!.Value)
            .Select(part => table.Entities[(record.PartitionKey, DeadLetterEntities.PartRowKey(record.RowKey, part))]);
        foreach (var entity in parts.Prepend(record))
        {
            for (var i = 0; entity.ContainsKey(DeadLetterEntities.ChunkName(i)); i++)
                body.Write(entity.GetBinary(DeadLetterEntities.ChunkName(i)));
        }

        body.Position = 0;
        if (record.GetString("BodyEncoding") == "identity")
            return body.ToArray();

        var decompressed = new MemoryStream();
        new GZipStream(body, CompressionMode.Decompress).CopyTo(decompressed);
        Assert.That(record.GetInt32("BodyLength"), Is.EqualTo(decompressed.Length));
        return decompressed.ToArray();
    }

    private static DeadLetter NewDeadLetter(long sequenceNumber, byte[] body) => new(
        new StreamPosition("3", (sequenceNumber * 100).ToString(), sequenceNumber, Enqueued),
        0,
        IngestStage.Checked,
        [new ValidationError("origin", EventRule.Format, "must be an airport code", "scl")],
        1,
        null,
        null,
        MessageProperties.None,
        body,
        SampleEvents.Now);
}
