using LatamFunctions.DeadLetters;
using LatamFunctions.Http;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>Tests the filters that the Table service evaluates.</summary>
public class DeadLetterSearchTests
{
    private static readonly DeadLetterKey Key = new("9522804-3", "00000000000000000042-000000");
    private static readonly DateTimeOffset At = new(2024, 5, 1, 10, 35, 0, TimeSpan.Zero);

    private const string BeyondKey =
        "PartitionKey gt '9522804-3' or (PartitionKey eq '9522804-3' and RowKey gt '00000000000000000042-000000')";

    [Test]
    public void Without_filters_all_records_with_reasons_are_read() =>
        Assert.That(Search("").FilterByTime(), Is.EqualTo("Reasons ge ''"));

    [Test]
    public void A_time_range_restricts_keys_and_times() => Assert.That(
        Search("?from=2024-05-01T10:35:00Z&to=2024-05-01T12:00:00Z&partition=3").FilterByKey(),
        Is.EqualTo(
            $"Reasons ge '' and PartitionKey ge '{DeadLetterKey.HourOf(At.AddHours(2))}'"
            + " and EnqueuedAt lt datetime'2024-05-01T12:00:00.0000000Z'"
            + $" and PartitionKey lt '{DeadLetterKey.HourOf(At)}.' and EnqueuedAt ge datetime'2024-05-01T10:35:00.0000000Z'"
            + " and PartitionId eq '3'"));

    [Test]
    public void A_page_in_key_order_starts_after_the_last_key() => Assert.That(
        (Search("") with { After = new DeadLetterCursor(At, Key) }).FilterByKey(),
        Is.EqualTo($"Reasons ge '' and PartitionKey ge '9522804-3' and ({BeyondKey})"));

    [Test]
    public void A_page_in_time_order_starts_after_the_last_time_and_key() => Assert.That(
        (Search("") with { After = new DeadLetterCursor(At, Key) }).FilterByTime(),
        Is.EqualTo(
            "Reasons ge '' and PartitionKey ge '9522804-'"
            + " and (PartitionKey gt '9522804.' or EnqueuedAt lt datetime'2024-05-01T10:35:00.0000000Z'"
            + $" or (EnqueuedAt eq datetime'2024-05-01T10:35:00.0000000Z' and ({BeyondKey})))"));

    private static DeadLetterSearch Search(string query) =>
        DeadLetterSearch.Read(QueryReader.From(new HttpExchange("/api/dead-letters", query).Request));
}
