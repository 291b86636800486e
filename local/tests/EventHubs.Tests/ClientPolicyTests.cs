using Azure.Messaging.EventHubs.Consumer;
using LocalEventHubs.Configuration;
using LocalEventHubs.Security;

namespace LocalEventHubs.Tests;

/// <summary>Tests the rights and the lifetime of tokens.</summary>
internal sealed class ClientPolicyTests : AmqpTestBase
{
    private static readonly AccessPolicy Reader = new("reader", "reader-key", AccessClaims.Listen);
    private static readonly AccessPolicy Writer = new("writer", "writer-key", AccessClaims.Send);

    protected override EventHubBrokerOptions BrokerOptions() => Options() with { AccessPolicies = [AccessPolicy.Root, Reader, Writer] };

    [Test]
    public async Task A_policy_without_the_claim_is_unauthorized()
    {
        await SendToAsync(Hub, "0", ConnectionString(Writer));

        Assert.That(
            () => SendToAsync(Hub, "0", ConnectionString(Reader)),
            Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("'Send' claim(s) are required"));
        Assert.That(
            () => ReceiveAllAsync(ConnectionString(Writer)),
            Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("'Listen' claim(s) are required"));
        Assert.That(await ReceiveAllAsync(ConnectionString(Reader)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_login_by_name_and_key_requires_no_token()
    {
        await SendAsync("0", "a");
        await using var peer = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port, Reader.Name, Reader.Key);

        Assert.That(await peer.AttachReceiverAsync($"{Hub}/ConsumerGroups/$Default/Partitions/0"), Is.Null);
        Assert.That(await peer.AttachSenderAsync($"{Hub}/Partitions/0"), Is.EqualTo("amqp:unauthorized-access"));
    }

    [Test]
    public void A_wrong_key_fails_the_login() =>
        Assert.That(
            async () => await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port, Reader.Name, "wrong"),
            Throws.TypeOf<UnauthorizedAccessException>());

    [Test]
    public async Task A_link_without_a_token_is_rejected()
    {
        await using var peer = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port);

        Assert.That(await peer.AttachReceiverAsync($"{Hub}/ConsumerGroups/$Default/Partitions/0"), Is.EqualTo("amqp:unauthorized-access"));
        Assert.That(await peer.AttachSenderAsync(Hub), Is.EqualTo("amqp:unauthorized-access"));
    }

    [Test]
    public async Task A_link_is_detached_when_its_token_expires_unless_the_token_is_renewed()
    {
        await using var peer = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port);
        await peer.PutTokenAsync(Token(Time.Now.AddMinutes(10)));
        Assert.That(await peer.AttachSenderAsync(Hub), Is.Null);

        Time.Now = Time.Now.AddMinutes(9);
        await peer.PutTokenAsync(Token(Time.Now.AddMinutes(10)));
        Time.Now = Time.Now.AddMinutes(14);
        Assert.That(peer.HasDetached, Is.False, "the token was renewed, and five minutes of clock skew are tolerated");

        Time.Now = Time.Now.AddMinutes(2);
        Assert.That(await peer.WaitForDetachAsync(), Is.EqualTo("amqp:unauthorized-access"));
    }

    [Test]
    public async Task A_token_for_a_different_hub_grants_no_access()
    {
        await using var peer = await RawPeer.ConnectAsync(Broker.AmqpEndpoint.Port);
        await peer.PutTokenAsync(Token(Time.Now.AddMinutes(10), "sb://localhost/another"));

        Assert.That(await peer.AttachSenderAsync(Hub), Is.EqualTo("amqp:unauthorized-access"));
    }

    private static string Token(DateTimeOffset expiry, string resource = "sb://localhost/flights") =>
        SharedAccessSignature.Create(new Uri(resource), AccessPolicy.Root.Name, AccessPolicy.Root.Key, expiry).ToString();

    private string ConnectionString(AccessPolicy policy) => Broker.ConnectionString
        .Replace(AccessPolicy.Root.Name, policy.Name, StringComparison.Ordinal)
        .Replace(AccessPolicy.Root.Key, policy.Key, StringComparison.Ordinal);

    private static async Task<int> ReceiveAllAsync(string connectionString)
    {
        await using var receiver = new Azure.Messaging.EventHubs.Primitives.PartitionReceiver(
            "$Default", "0", EventPosition.Earliest, connectionString, Hub,
            new Azure.Messaging.EventHubs.Primitives.PartitionReceiverOptions { RetryOptions = NoRetries });
        return (await receiver.ReceiveBatchAsync(10, TimeSpan.FromSeconds(20))).Count();
    }
}
