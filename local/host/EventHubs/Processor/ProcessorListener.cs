using Azure;
using Azure.Messaging.EventHubs;
using Azure.Storage.Blobs;
using LocalFunctions.Host.Errors;

namespace LocalFunctions.Host.EventHubs.Processor;

/// <summary>Reads an event hub over AMQP with the SDK's event processor, which stores checkpoints in a storage account.</summary>
internal sealed class ProcessorListener : IAsyncDisposable
{
    /// <summary>The container that the Event Hubs extension uses.</summary>
    private const string ContainerName = "azure-webjobs-eventhub";

    private const string StorageSetting = "AzureWebJobsStorage";

    private readonly TriggerEventProcessor _processor;

    private ProcessorListener(TriggerEventProcessor processor) => _processor = processor;

    /// <exception cref="FunctionsHostException">A setting is missing or invalid, or the storage account cannot be reached.</exception>
    public static async Task<ProcessorListener> StartAsync(
        TriggerContext context, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var function = context.Trigger.Function.Name;
        var connection = Setting(settings, context.Trigger.Connection, function);
        var storage = Setting(settings, StorageSetting, function);
        try
        {
            // A connection string for one event hub contains the hub's name.
            var eventHubName = EventHubsConnectionStringProperties.Parse(connection).EventHubName ?? context.Trigger.EventHubName;
            var container = new BlobContainerClient(storage, ContainerName);
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            var processor = new TriggerEventProcessor(context, connection, eventHubName, new BlobCheckpointStore(container));
            await processor.StartProcessingAsync(cancellationToken).ConfigureAwait(false);
            return new ProcessorListener(processor);
        }
        catch (Exception e) when (e is FormatException or RequestFailedException or AggregateException or EventHubsException)
        {
            throw new FunctionsHostException($"The Event Hubs trigger of the function '{function}' cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Cancels the invocations in progress, whose events are redelivered, and releases the partitions.</summary>
    public async ValueTask DisposeAsync() => await _processor.StopProcessingAsync().ConfigureAwait(false);

    private static string Setting(IReadOnlyDictionary<string, string> settings, string name, string function) =>
        settings.GetValueOrDefault(name) is { Length: > 0 } value
            ? value
            : throw new FunctionsHostException(
                $"The Event Hubs trigger of the function '{function}' needs the app setting '{name}' with a connection string.");
}
