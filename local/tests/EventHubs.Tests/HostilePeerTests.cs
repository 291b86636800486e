using LocalEventHubs.Messages;
using LocalEventHubs.Security;
using Microsoft.Azure.Amqp.Framing;

namespace LocalEventHubs.Tests;

/// <summary>Tests peers that send invalid frames or do not read, while the broker serves other clients.</summary>
internal sealed class HostilePeerTests : AmqpTestBase
{
    private const string Target = "damaged AMQP frames";
    private const string Source = "flights/ConsumerGroups/$Default/Partitions/0";

    [Test]
    public async Task Nested_descriptors_before_authentication_disconnect_only_their_sender()
    {
        await using var peer = await RawPeer.ConnectTcpAsync(Broker.AmqpEndpoint.Port);
        await peer.SaslAsync();
        await peer.SendAsync([.. "AMQP"u8, 0, 1, 0, 0]);

        await peer.SendAsync(FrameOf(0x10, new byte[60_000]));

        Assert.That(await peer.IsCutAsync(), Is.True);
        await SendToAsync(Hub, "0");
    }

    [TestCase(new byte[] { 0x00, 0x53, 0x77 })]
    [TestCase(new byte[] { 0x00, 0x53, 0x74 })]
    public async Task Nested_descriptors_in_a_request_detach_its_link(byte[] section)
    {
        await using var peer = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port);
        Assert.That(await peer.AttachSenderAsync("$cbs"), Is.Null);

        await peer.SendTransferAsync(0, [.. section, .. new byte[30_000]], more: true);
        await peer.SendTransferAsync(0, new byte[30_000]);

        Assert.That(await peer.WaitForDetachAsync(), Is.EqualTo("amqp:decode-error"));
        await SendToAsync(Hub, "0");
    }

    [TestCase(new byte[] { 0x00, 0x53, 0x75, 0xA0, 0xFF }, TestName = "A_truncated_message_is_rejected")]
    [TestCase(new byte[] { 0x00, 0x53, 0x73, 0x71, 0, 0, 0, 1 }, TestName = "Properties_that_are_not_a_list_are_rejected")]
    [TestCase(new byte[] { 0xFF }, TestName = "Bytes_that_are_not_AMQP_are_rejected")]
    public async Task A_malformed_message_is_rejected(byte[] payload)
    {
        await using var peer = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port, AccessPolicy.Root.Name, AccessPolicy.Root.Key);
        Assert.That(await peer.AttachSenderAsync($"{Hub}/Partitions/0"), Is.Null);

        await peer.SendTransferAsync(0, payload);

        var (disposition, _) = await peer.ReadUntilAsync<Disposition>();
        Assert.That(((Disposition)disposition!).State, Is.TypeOf<Rejected>());
        Assert.That(((Rejected)((Disposition)disposition).State).Error.Condition.Value, Is.EqualTo("com.microsoft:argument-error"));
        Assert.That(Broker.GetHub(Hub).GetPartition("0").LastSequenceNumber, Is.EqualTo(-1));
    }

    [Test]
    public async Task A_message_over_the_limit_is_rejected_and_the_link_remains_open()
    {
        await using var peer = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port, AccessPolicy.Root.Name, AccessPolicy.Root.Key);
        Assert.That(await peer.AttachSenderAsync($"{Hub}/Partitions/0"), Is.Null);

        for (var i = 0; i < 20; i++)
            await peer.SendTransferAsync(0, new byte[60_000], more: i < 19);
        var (disposition, _) = await peer.ReadUntilAsync<Disposition>();

        Assert.That(((Rejected)((Disposition)disposition!).State).Error.Condition.Value, Is.EqualTo("amqp:link:message-size-exceeded"));
    }

    [Test]
    public async Task A_peer_that_grants_credit_without_reading_uses_less_than_a_mebibyte_and_loses_no_event()
    {
        const int count = 40_000;
        for (var i = 0; i < count / 100; i++)
            await Broker.GetHub(Hub).SendAsync([.. Enumerable.Repeat(new EventToSend(new byte[400]), 100)], partitionId: "0");
        await using var reader = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port, AccessPolicy.Root.Name, AccessPolicy.Root.Key);
        await ReceiveAllAsync(reader, count); // The first delivery fills pools, whose memory must not be attributed to the measured peer.
        await using var peer = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port, AccessPolicy.Root.Name, AccessPolicy.Root.Key);
        peer.Socket.ReceiveBufferSize = 64 * 1024;
        Assert.That(await peer.AttachReceiverAsync(Source), Is.Null);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await peer.FlowAsync(0, 1_000_000);
        await WaitUntilNothingMoreArrivesAsync(peer);
        var after = GC.GetTotalMemory(forceFullCollection: true);

        Assert.That(after - before, Is.LessThan(1024 * 1024));
        await ReadEventsAsync(peer, count);
    }

    [Test]
    public async Task A_thousand_simultaneous_connections_are_served()
    {
        var peers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(
            _ => RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port, AccessPolicy.Root.Name, AccessPolicy.Root.Key)));
        try
        {
            var errors = await Task.WhenAll(peers.Select(peer => peer.AttachSenderAsync($"{Hub}/Partitions/1")));
            Assert.That(errors, Is.All.Null);
            foreach (var peer in peers)
                await peer.SendTransferAsync(0, [0x00, 0x53, 0x75, 0xA0, 0x01, 0x41]);
            var outcomes = await Task.WhenAll(peers.Select(peer => peer.ReadUntilAsync<Disposition>()));
            Assert.That(outcomes.Select(outcome => ((Disposition)outcome.Command!).State), Is.All.TypeOf<Accepted>());
        }
        finally
        {
            foreach (var peer in peers)
                await peer.DisposeAsync();
        }

        Assert.That(Broker.GetHub(Hub).GetPartition("1").LastSequenceNumber, Is.EqualTo(999));
    }

    [Test]
    public Task Mutated_frames_do_not_affect_other_connections() => AttackAsync(new LongForm(Target, 2_000, 1));

    [Test, Explicit, Category(LongForm.Category)]
    public Task Many_mutated_frames_do_not_affect_other_connections() => AttackAsync(new LongForm(Target));

    private async Task AttackAsync(LongForm form)
    {
        var mutations = new FrameMutations(form.Seed);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        while (form.TryNext())
            form.Add(await SendMutatedSessionAsync(mutations) - 1);

        await SendToAsync(Hub, "2");
        Assert.That((await ReceiveAsync("2", Azure.Messaging.EventHubs.Consumer.EventPosition.Earliest, 1))[0].EventBody.ToString(),
            Is.EqualTo("x"));
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.That(growth, Is.LessThan(32 * 1024 * 1024));
        form.Report($"{mutations.Sessions:N0} sessions ended, {growth / 1024:N0} KB more memory, the next client is served");
    }

    private static async Task ReceiveAllAsync(RawPeer peer, int count)
    {
        Assert.That(await peer.AttachReceiverAsync(Source), Is.Null);
        await peer.FlowAsync(0, 1_000_000);
        await ReadEventsAsync(peer, count);
    }

    private static async Task ReadEventsAsync(RawPeer peer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (_, payload) = await peer.ReadUntilAsync<Transfer>();
            Assert.That(payload, Has.Length.GreaterThan(400));
        }
    }

    /// <returns>The number of frames that were sent before the broker closed the connection, at least one.</returns>
    private async Task<int> SendMutatedSessionAsync(FrameMutations mutations)
    {
        var sent = 0;
        try
        {
            await using var peer = await RawPeer.ConnectTcpAsync(Broker.AmqpEndpoint.Port);
            foreach (var frame in mutations.NextSession())
            {
                await peer.SendAsync(frame);
                sent++;
            }

            peer.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            Assert.That(await peer.IsCutAsync(), Is.True, $"session {mutations.Sessions} is not closed");
        }
        catch (IOException)
        {
            // The broker has closed the connection.
        }

        return Math.Max(sent, 1);
    }

    private static byte[] FrameOf(byte performative, byte[] value)
    {
        byte[] frame = [0, 0, 0, 0, 2, 0, 0, 0, 0x00, 0x53, performative, .. value];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        return frame;
    }

    private static async Task WaitUntilNothingMoreArrivesAsync(RawPeer peer)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var (last, same) = (-1, 0); same < 10; await timer.WaitForNextTickAsync())
        {
            same = peer.Socket.Available > 0 && peer.Socket.Available == last ? same + 1 : 0;
            last = peer.Socket.Available;
        }
    }
}
