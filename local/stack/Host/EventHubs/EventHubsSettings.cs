using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LocalStack.Host;

/// <summary>
/// <c>extensions.eventHubs</c> of host.json. <c>prefetchCount</c> has no counterpart here: it hides the way to Azure, while this
/// host reads from the broker in its own process.
/// </summary>
/// <param name="MaxEventBatchSize">Most events of one invocation.</param>
/// <param name="MinEventBatchSize">Events to wait for, at most <paramref name="MaxWaitTime"/>.</param>
/// <param name="MaxWaitTime">Counts only when <paramref name="MinEventBatchSize"/> is above 1.</param>
/// <param name="BatchCheckpointFrequency">Batches between two checkpoints.</param>
/// <param name="InitialOffset">Where to begin without a checkpoint.</param>
/// <param name="InitialEnqueuedTime">The first event's, with <see cref="InitialOffset.FromEnqueuedTime"/>.</param>
internal sealed record EventHubsSettings(
    int MaxEventBatchSize,
    int MinEventBatchSize,
    TimeSpan MaxWaitTime,
    int BatchCheckpointFrequency,
    InitialOffset InitialOffset,
    DateTimeOffset InitialEnqueuedTime)
{
    public static EventHubsSettings Read(IConfigurationSection section, string path)
    {
        var max = Int("maxEventBatchSize", 100);
        var min = Int("minEventBatchSize", 1);
        if (min > max)
            throw new InvalidDataException($"{path}: extensions.eventHubs.minEventBatchSize ({min}) is above maxEventBatchSize ({max}).");

        var initial = Initial(section["initialOffsetOptions:type"] ?? "fromStart");
        return new EventHubsSettings(
            max,
            min,
            Span("maxWaitTime", TimeSpan.FromMinutes(1)),
            Int("batchCheckpointFrequency", 1),
            initial,
            initial == InitialOffset.FromEnqueuedTime ? Time("initialOffsetOptions:enqueuedTimeUtc") : default);

        int Int(string name, int otherwise) => section[name] is not { } text
            ? otherwise
            : int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > 0
                ? value
                : throw Bad(name, "a whole number from 1 on", text);

        TimeSpan Span(string name, TimeSpan otherwise) => section[name] is not { } text
            ? otherwise
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= TimeSpan.Zero && value <= TimeSpan.FromMinutes(10)
                ? value
                : throw Bad(name, "a time from 00:00:00 to 00:10:00", text);

        DateTimeOffset Time(string name) =>
            DateTimeOffset.TryParse(section[name], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
                ? value
                : throw Bad(name, "a time in UTC like 2024-05-01T10:20:30Z", section[name] ?? "absent");

        InitialOffset Initial(string text) => Enum.TryParse<InitialOffset>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw Bad("initialOffsetOptions:type", "fromStart, fromEnd or fromEnqueuedTime", text);

        InvalidDataException Bad(string name, string wanted, string found) =>
            new($"{path}: extensions.eventHubs.{name.Replace(':', '.')} should be {wanted}, and is {found}.");
    }
}
