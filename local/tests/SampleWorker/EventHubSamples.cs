using System.Collections;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace SampleWorker;

/// <summary>
/// Event Hubs functions that return their input. With the body "fail N", the first N attempts fail. With the body "exit", the first attempt
/// terminates the process.
/// </summary>
public sealed class EventHubSamples(ILogger<EventHubSamples> logger)
{
    /// <summary>Returns all data that a function receives about its events.</summary>
    [Function("Batch")]
    public object Batch([EventHubTrigger("batch", Connection = "Hub")] EventData[] events, FunctionContext context)
    {
        logger.LogInformation("Batch of {Count}", events.Length);
        return new
        {
            events = events.Select(Describe),
            metadata = context.BindingContext.BindingData.ToDictionary(entry => entry.Key, entry => Describe(entry.Value)),
            retryCount = context.RetryContext?.RetryCount,
        };
    }

    [Function("Single")]
    public object Single([EventHubTrigger("single", Connection = "Hub", IsBatched = false)] EventData received, FunctionContext context)
    {
        Obey(received.EventBody.ToString(), 0);
        return new
        {
            @event = Describe(received),
            metadata = context.BindingContext.BindingData.ToDictionary(entry => entry.Key, entry => Describe(entry.Value)),
        };
    }

    [Function("Texts")]
    public string[] Texts([EventHubTrigger("%TextsHub%", ConsumerGroup = "texts", Connection = "Hub")] string[] events) => events;

    [Function("FixedRetry")]
    [FixedDelayRetry(2, "00:00:00.050")]
    public int FixedRetry([EventHubTrigger("fixed", Connection = "Hub")] EventData[] events, FunctionContext context) =>
        Obey(events, context);

    [Function("EndlessRetry")]
    [ExponentialBackoffRetry(-1, "00:00:00.010", "00:00:00.050")]
    public int EndlessRetry([EventHubTrigger("endless", Connection = "Hub")] EventData[] events, FunctionContext context) =>
        Obey(events, context);

    /// <summary>Waits until the invocation is canceled, and then returns.</summary>
    [Function("Waits")]
    public async Task<int> WaitsAsync(
        [EventHubTrigger("waits", Connection = "Hub")] EventData[] events, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        return events.Length;
    }

    /// <summary>A function with a trigger that no host supports.</summary>
    [Function("Unknown")]
    public void Unknown([UnknownTrigger] string message) => logger.LogInformation("{Message}", message);

    private static int Obey(EventData[] events, FunctionContext context)
    {
        foreach (var received in events)
            Obey(received.EventBody.ToString(), context.RetryContext.RetryCount);
        return events.Length;
    }

    private static void Obey(string body, int retryCount)
    {
        if (body.StartsWith("fail ", StringComparison.Ordinal) && retryCount < int.Parse(body[5..], CultureInfo.InvariantCulture))
            throw new InvalidOperationException($"Attempt {retryCount} of '{body}'");
        if (body == "exit" && retryCount == 0)
            ThisProcess.Crash("crash by an event");
    }

    private static object Describe(EventData received) => new
    {
        body = received.EventBody.ToString(),
        sequenceNumber = received.SequenceNumber,
        offset = received.OffsetString,
        enqueuedTime = received.EnqueuedTime,
        partitionKey = received.PartitionKey,
        contentType = received.ContentType,
        messageId = received.MessageId,
        correlationId = received.CorrelationId,
        properties = received.Properties.ToDictionary(entry => entry.Key, entry => $"{entry.Value.GetType().Name} {Text(entry.Value)}"),
        systemProperties = received.SystemProperties.Keys.Order(),
    };

    private static string Text(object value) => value is IFormattable formattable
        ? formattable.ToString(null, CultureInfo.InvariantCulture)
        : value.ToString()!;

    /// <summary>Returns a value from the binding data: a list if the value is a collection, otherwise a string.</summary>
    private static object? Describe(object? value) => value is IEnumerable and not string ? value : value?.ToString();
}
