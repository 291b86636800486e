using System.Net;
using Azure.Core;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>
/// Sends events. The official one speaks AMQP, whose client library not every feed has; this one uses the service's REST API.
/// </summary>
public class EventHubProducerClient : IAsyncDisposable
{
    private readonly HubAddress _address;
    private readonly EventHubsRetryOptions _retry;
    private readonly HttpClient _http;

    /// <summary>For mocks.</summary>
    protected EventHubProducerClient()
    {
    }

    public EventHubProducerClient(string connectionString, string eventHubName, EventHubProducerClientOptions clientOptions)
        : this(new HubAddress(connectionString, eventHubName), eventHubName, clientOptions)
    {
    }

    public EventHubProducerClient(
        string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubProducerClientOptions clientOptions = null)
        : this(new HubAddress(fullyQualifiedNamespace, eventHubName, credential), eventHubName, clientOptions)
    {
    }

    private EventHubProducerClient(HubAddress address, string eventHubName, EventHubProducerClientOptions clientOptions)
    {
        _address = address;
        _retry = (clientOptions ?? new EventHubProducerClientOptions()).RetryOptions;
        _http = new HttpClient { Timeout = _retry.TryTimeout };
        EventHubName = eventHubName;
    }

    public string EventHubName { get; }

    public string FullyQualifiedNamespace => _address.Namespace;

    /// <summary>The service has all of the events, or none, when this completes.</summary>
    /// <exception cref="EventHubsException">It has none of them, or its answer was lost.</exception>
    public virtual async Task SendAsync(
        IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default)
    {
        var events = eventBatch.ToList();
        if (events.Count == 0)
            return;
        if (options?.PartitionId is not null)
            throw new NotSupportedException("Sending to a partition by its id is not implemented here.");

        for (var retries = 0; ; retries++)
        {
            try
            {
                await SendOnceAsync(events, options?.PartitionKey, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (EventHubsException e) when (e.IsTransient && retries < _retry.MaximumRetries)
            {
                await Task.Delay(_retry.Delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        _http?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private async Task SendOnceAsync(List<EventData> events, string partitionKey, CancellationToken cancellationToken)
    {
        using var request = SendContent.Of(events, _address.Messages, partitionKey);
        request.Headers.TryAddWithoutValidation("Authorization", await _address.AuthorizeAsync(cancellationToken).ConfigureAwait(false));
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return;

            var answer = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new EventHubsException(
                IsTransient(response.StatusCode), EventHubName, $"The event hub answered {(int)response.StatusCode}: {answer}");
        }
        catch (HttpRequestException e)
        {
            throw new EventHubsException(isTransient: true, EventHubName, $"The event hub cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EventHubsException(isTransient: true, EventHubName, "The event hub did not answer in time.", e);
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
