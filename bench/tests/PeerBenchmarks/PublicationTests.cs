using System.Collections.Concurrent;
using System.Text;
using PeerBenchmark;

namespace Bench.Tests.PeerBenchmarks;

public class PublicationTests
{
    private static readonly EventSet Events = new("e-", number => Encoding.UTF8.GetBytes($"e-{number}"));

    [Test]
    public async Task Each_event_is_acknowledged_once_even_if_sends_fail()
    {
        await using var system = new FailingSystem(failures: 3);
        var publication = new Publication(system, Events, publishers: 4, batchSize: 10);

        await publication.RunAsync(95, rate: null, CancellationToken.None, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That((publication.Acknowledged, publication.Repeated), Is.EqualTo((95, 3)));
            Assert.That(system.Published, Is.EquivalentTo(Enumerable.Range(0, 95).Select(number => $"e-{number}")));
            Assert.That(system.Opened, Is.EqualTo(4 + 3), "a publisher that failed is replaced");
            Assert.That(system.Open, Is.Zero);
        });
    }

    [Test]
    public async Task A_stopped_run_has_published_all_events_up_to_its_last_event()
    {
        using var stopping = new CancellationTokenSource();
        await using var system = new FailingSystem(failures: 0);
        var publication = new Publication(system, Events, publishers: 2, batchSize: 5);

        var running = publication.RunAsync(long.MaxValue, rate: 1000, stopping.Token, CancellationToken.None);
        await Eventually.IsTrueAsync(() => publication.Acknowledged >= 20);
        await stopping.CancelAsync();
        await running;

        Assert.That(
            system.Published, Is.EquivalentTo(Enumerable.Range(0, (int)publication.Acknowledged).Select(number => $"e-{number}")));
    }

    private sealed class FailingSystem(int failures) : IMeasuredSystem
    {
        private int _failures = failures;
        private int _opened;
        private int _closed;

        public ConcurrentBag<string> Published { get; } = [];

        public int Opened => _opened;

        public int Open => _opened - _closed;

        public string Name => "failing";

        public Uri Api => new("http://127.0.0.1/");

        public IReadOnlyList<string> Services => [];

        public IPublisher NewPublisher()
        {
            Interlocked.Increment(ref _opened);
            return new Publisher(this);
        }

        public Task<long> StoredAsync(string idPrefix, CancellationToken cancellationToken) => Task.FromResult((long)Published.Count);

        public Task<(long Events, long Rows)> VisibleAsync(string idPrefix, CancellationToken cancellationToken) =>
            Task.FromResult(((long)Published.Distinct().Count(), (long)Published.Count));

        public Task SettleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task RestartAsync(string service, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class Publisher(FailingSystem system) : IPublisher
        {
            public async Task PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batch, CancellationToken cancellationToken)
            {
                await Task.Yield();
                if (Interlocked.Decrement(ref system._failures) >= 0)
                    throw new IOException("The connection is closed.");
                foreach (var body in batch)
                    system.Published.Add(Encoding.UTF8.GetString(body.Span));
            }

            public ValueTask DisposeAsync()
            {
                Interlocked.Increment(ref system._closed);
                return ValueTask.CompletedTask;
            }
        }
    }
}
