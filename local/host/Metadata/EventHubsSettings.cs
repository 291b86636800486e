using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LocalFunctions.Host.Metadata;

/// <summary>The settings <c>extensions.eventHubs</c> in host.json.</summary>
/// <param name="MaxEventBatchSize">The maximum number of events per invocation.</param>
/// <param name="MinEventBatchSize">The number of events for which a batch waits, for at most <paramref name="MaxWaitTime"/>.</param>
/// <param name="MaxWaitTime">The maximum wait time, which applies only if <paramref name="MinEventBatchSize"/> is greater than 1.</param>
/// <param name="BatchCheckpointFrequency">The number of batches per checkpoint.</param>
/// <param name="PrefetchCount">
/// The number of events per partition that the AMQP client prefetches. An in-process source ignores this setting.
/// </param>
/// <param name="InitialOffset">The position at which a consumer group without a checkpoint starts.</param>
/// <param name="InitialEnqueuedTime">The enqueued time at which reading starts for <see cref="InitialOffset.FromEnqueuedTime"/>.</param>
internal sealed record EventHubsSettings(
    int MaxEventBatchSize,
    int MinEventBatchSize,
    TimeSpan MaxWaitTime,
    int BatchCheckpointFrequency,
    int PrefetchCount,
    InitialOffset InitialOffset,
    DateTimeOffset InitialEnqueuedTime)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <exception cref="InvalidDataException">A value is invalid. The message names the setting.</exception>
    public static EventHubsSettings Read(IConfigurationSection section, string path)
    {
        var max = Integer("maxEventBatchSize", 100);
        var min = Integer("minEventBatchSize", 1);
        if (min > max)
            throw new InvalidDataException($"{path}: extensions.eventHubs.minEventBatchSize ({min}) is above maxEventBatchSize ({max}).");

        var initial = Initial(section["initialOffsetOptions:type"] ?? "fromStart");
        return new EventHubsSettings(
            max,
            min,
            Span("maxWaitTime", TimeSpan.FromMinutes(1)),
            Integer("batchCheckpointFrequency", 1),
            Integer("prefetchCount", 300),
            initial,
            initial == InitialOffset.FromEnqueuedTime ? Time("initialOffsetOptions:enqueuedTimeUtc") : default);

        int Integer(string name, int otherwise) => section[name] is not { } text
            ? otherwise
            : int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > 0
                ? value
                : throw Invalid(name, "a whole number from 1", text);

        TimeSpan Span(string name, TimeSpan otherwise) => section[name] is not { } text
            ? otherwise
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= TimeSpan.Zero && value <= LongestWait
                ? value
                : throw Invalid(name, "a time from 00:00:00 to 00:10:00", text);

        DateTimeOffset Time(string name) =>
            DateTimeOffset.TryParse(section[name], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
                ? value
                : throw Invalid(name, "a UTC time such as 2024-05-01T10:20:30Z", section[name] ?? "absent");

        InitialOffset Initial(string text) => Enum.TryParse<InitialOffset>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw Invalid("initialOffsetOptions:type", "fromStart, fromEnd or fromEnqueuedTime", text);

        InvalidDataException Invalid(string name, string expected, string found) =>
            new($"{path}: extensions.eventHubs.{name.Replace(':', '.')} must be {expected}, and is {found}.");
    }
}
