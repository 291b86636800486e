using System.Diagnostics;
using LocalEventHubs.Configuration;
using LocalEventHubs.Security;
using Microsoft.Azure.Amqp.Framing;

namespace LocalEventHubs.Tests;

/// <summary>Tests idle timeouts in both directions (AMQP 1.0, 2.4.5), with shorter timeouts than the broker's defaults.</summary>
internal sealed class IdleTimeoutTests : AmqpTestBase
{
    private static readonly TimeSpan BrokersTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The time after which the peer would disconnect. Each side announces half of its timeout.</summary>
    private static readonly TimeSpan PeersTimeout = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    protected override EventHubBrokerOptions BrokerOptions() =>
        Options() with { IdleTimeout = BrokersTimeout, MinPeerIdleTimeout = PeersTimeout / 2 };

    [Test]
    public async Task A_silent_peer_is_disconnected_unless_it_sends_empty_frames()
    {
        await using var silent = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port);
        await using var active = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port, AccessPolicy.Root.Name, AccessPolicy.Root.Key);
        using var stopping = new CancellationTokenSource();
        var sending = SendEmptyFramesAsync(active, stopping.Token);

        var close = (Close)(await silent.ReadUntilAsync<Close>()).Command!;
        await stopping.CancelAsync();
        await sending;

        Assert.That(silent.BrokerOpen!.IdleTimeOut, Is.EqualTo(BrokersTimeout.TotalMilliseconds / 2), "announced");
        Assert.That(close.Error.Condition.Value, Is.EqualTo("amqp:connection:forced"));
        await silent.SendAsync(new Close());
        Assert.That(await silent.IsCutAsync(), Is.True);
        Assert.That(await active.AttachSenderAsync($"{Hub}/Partitions/0"), Is.Null);
    }

    [Test]
    public async Task The_broker_sends_empty_frames_within_the_idle_timeout_of_the_peer()
    {
        await using var peer = await RawPeer.ConnectTcpAsync(Broker.AmqpEndpoint.Port);
        await peer.SaslAsync();
        await peer.OpenAsync(Open(PeersTimeout));
        using var stopping = new CancellationTokenSource();
        var sending = SendEmptyFramesAsync(peer, stopping.Token);

        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Assert.That((await peer.ReadFrameAsync()).Command, Is.Null, "an empty frame");
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(PeersTimeout));
        }

        await stopping.CancelAsync();
        await sending;
    }

    [Test]
    public async Task A_peer_that_requires_empty_frames_too_often_is_rejected()
    {
        await using var peer = await RawPeer.ConnectTcpAsync(Broker.AmqpEndpoint.Port);
        await peer.SaslAsync();

        await peer.OpenAsync(Open(PeersTimeout - TimeSpan.FromMilliseconds(2)));

        var close = (Close)(await peer.ReadUntilAsync<Close>()).Command!;
        Assert.That(close.Error.Condition.Value, Is.EqualTo("amqp:not-allowed"));
    }

    /// <summary>Creates an open frame with the idle timeout. A peer that uses the library would announce half of its timeout.</summary>
    private static Open Open(TimeSpan idleTimeout) => new() { ContainerId = "raw", IdleTimeOut = (uint)idleTimeout.TotalMilliseconds };

    private static async Task SendEmptyFramesAsync(RawPeer peer, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!stopping.IsCancellationRequested)
        {
            await peer.SendAsync([0, 0, 0, 8, 2, 0, 0, 0]);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
