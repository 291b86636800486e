using LatamFunctions.DeadLetters;
using LatamFunctions.Events;

namespace LatamFunctions.Tests.DeadLetters;

public class DeadLetterKeyTests
{
    [Test]
    public void A_key_is_derived_from_the_stream_position()
    {
        // 2024-05-01T10 is hour 476266 since 1970: 9999999 - 476266 = 9523733; 2^63 - 1 - 42 = 9223372036854775765.
        var key = DeadLetterKey.From(NewDeadLetter("3", 42, 7, new DateTimeOffset(2024, 5, 1, 10, 59, 59, TimeSpan.Zero)));

        Assert.That(key, Is.EqualTo(new DeadLetterKey("9523733-3", "9223372036854775765-000007")));
    }

    [Test]
    public void Newer_hours_and_higher_sequence_numbers_come_first()
    {
        var hour = new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero);
        var older = DeadLetterKey.From(NewDeadLetter("3", 41, 0, hour));
        var newer = DeadLetterKey.From(NewDeadLetter("3", 42, 0, hour));
        var later = DeadLetterKey.From(NewDeadLetter("3", 42, 0, hour.AddHours(1)));
        Assert.Multiple(() =>
        {
            Assert.That(string.CompareOrdinal(newer.RowKey, older.RowKey), Is.LessThan(0));
            Assert.That(string.CompareOrdinal(later.PartitionKey, newer.PartitionKey), Is.LessThan(0));
        });
    }

    [Test]
    public void Event_Hubs_partitions_write_to_different_table_partitions()
    {
        var hour = new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero);
        Assert.That(
            DeadLetterKey.From(NewDeadLetter("0", 1, 0, hour)).PartitionKey,
            Is.Not.EqualTo(DeadLetterKey.From(NewDeadLetter("1", 1, 0, hour)).PartitionKey));
    }

    /// <summary>
    /// Keys are compared as text. Without leading zeros, an hour after the year 2996 would be sorted after an earlier hour.
    /// </summary>
    [TestCase(2996, "1006263")]
    [TestCase(3000, "0971199")]
    public void The_hour_of_a_key_has_seven_digits(int year, string hour) =>
        Assert.That(DeadLetterKey.HourOf(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero)), Is.EqualTo(hour));

    [Test]
    public void A_key_has_no_character_that_Table_storage_forbids()
    {
        var key = DeadLetterKey.From(NewDeadLetter("a/b\\c#d?e", 1, 0, DateTimeOffset.UnixEpoch));

        Assert.That(key.PartitionKey, Is.EqualTo("9999999-a_b_c_d_e"));
    }

    [Test]
    public void A_message_without_a_sequence_number_is_identified_by_its_content()
    {
        var key = DeadLetterKey.From(NewDeadLetter("3", null, 0, DateTimeOffset.UnixEpoch));

        // SHA-256 of "abc", FIPS 180-2 appendix B.1.
        Assert.That(key.RowKey, Is.EqualTo("sha256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad-000000"));
    }

    [Test]
    public void A_message_without_an_enqueued_time_has_a_key() =>
        Assert.That(DeadLetterKey.From(NewDeadLetter("3", 1, 0, default)).PartitionKey, Is.EqualTo("9999999-3"));

    [TestCase(512, true)]
    [TestCase(513, false)]
    public void An_id_has_a_maximum_length(int length, bool isValid)
    {
        // Base64 encodes 3 bytes in 4 characters. Without padding, the next possible length after 512 is 514.
        var key = new DeadLetterKey(new string('1', 100), new string('2', (length <= 512 ? 384 : 385) - 101));

        Assert.That(DeadLetterKey.TryParse(key.Id, out var parsed), Is.EqualTo(isValid));
        Assert.That(parsed, Is.EqualTo(isValid ? key : default));
    }

    [TestCase("9523733-3", "9223372036854775765-000007", true)]
    [TestCase("a_B", "-", true)]
    [TestCase("a'b", "1", false)]
    [TestCase("a b", "1", false)]
    [TestCase("a", "1/2", false)]
    [TestCase("", "1", false)]
    [TestCase("a", "", false)]
    [TestCase("é", "1", false)]
    public void Only_an_id_of_a_key_with_permitted_characters_is_valid(string partitionKey, string rowKey, bool isValid) =>
        Assert.That(DeadLetterKey.TryParse(new DeadLetterKey(partitionKey, rowKey).Id, out _), Is.EqualTo(isValid));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("*")]
    [TestCase("QQ")]
    public void An_invalid_id_has_no_key(string? id) => Assert.That(DeadLetterKey.TryParse(id, out _), Is.False);

    private static DeadLetter NewDeadLetter(string partitionId, long? sequenceNumber, int index, DateTimeOffset enqueuedAt) => new(
        new StreamPosition(partitionId, "0", sequenceNumber, enqueuedAt),
        index,
        IngestStage.Checked,
        [new ValidationError("$", EventRule.Malformed, "x")],
        1,
        null,
        null,
        MessageProperties.None,
        "abc"u8.ToArray(),
        enqueuedAt);
}
