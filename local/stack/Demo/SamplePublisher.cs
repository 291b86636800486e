using System.Diagnostics;
using System.Threading.Channels;
using Azure.Messaging.EventHubs.Producer;

namespace LocalStack.Demo;

/// <summary>Publishes sample flights with a few concurrent sends, while further flights are being read.</summary>
internal sealed class SamplePublisher(EventHubProducerClient producer, SampleFlights sample)
{
    private const int ConcurrentSends = 3;

    private long _published;

    /// <summary>The number of acknowledged events.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <param name="wanted">The number of flights.</param>
    /// <param name="acknowledged">A callback that is called after each acknowledged send, on any thread.</param>
    public async Task PublishAsync(long wanted, Action<PublishedSend> acknowledged, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<SampleBatch>(ConcurrentSends);
        var work = Enumerable.Range(0, ConcurrentSends)
            .Select(_ => SendAsync(batches.Reader, acknowledged, failed.Token))
            .Append(Task.Run(() => ReadAsync(wanted, batches.Writer, failed.Token), failed.Token))
            .ToList();
        try
        {
            await foreach (var done in Task.WhenEach(work).ConfigureAwait(false))
                await done.ConfigureAwait(false);
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task ReadAsync(long wanted, ChannelWriter<SampleBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            var read = SampleBatch.CreateAsync(producer, sample.Events(wanted), cancellationToken);
            await foreach (var batch in read.ConfigureAwait(false))
                await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            batches.Complete();
        }
    }

    private async Task SendAsync(
        ChannelReader<SampleBatch> batches, Action<PublishedSend> acknowledged, CancellationToken cancellationToken)
    {
        await foreach (var batch in batches.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                var sentAt = TimeProvider.System.GetUtcNow();
                await producer.SendAsync(batch.Events, cancellationToken).ConfigureAwait(false);
                var send = new PublishedSend(batch.Events.Count, batch.LastRow, sentAt, Stopwatch.GetTimestamp());
                Interlocked.Add(ref _published, send.Events);
                acknowledged(send);
            }
        }
    }
}
