using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.DeadLetters;

internal static class SampleDeadLetters
{
    public static readonly DateTimeOffset Enqueued = new(2024, 5, 1, 10, 35, 0, TimeSpan.Zero);

    public static DeadLetter NewDeadLetter(
        long sequenceNumber, byte[]? body = null, EventRule rule = EventRule.Format, DateTimeOffset? enqueuedAt = null,
        string partitionId = "3") => new(
        new StreamPosition(partitionId, (sequenceNumber * 100).ToString(), sequenceNumber, enqueuedAt ?? Enqueued),
        0,
        IngestStage.Checked,
        [new ValidationError("origin", rule, "must be an airport code", "scl")],
        1,
        null,
        "application/json",
        new MessageProperties(new Dictionary<string, object> { ["source"] = "ops" }),
        body ?? SampleEvents.Bytes(SampleEvents.Minimal),
        SampleEvents.Now);

    public static string IdOf(DeadLetter deadLetter) => DeadLetterKey.From(deadLetter).Id;
}
