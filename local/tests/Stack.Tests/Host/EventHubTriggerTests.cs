using System.Text;
using System.Text.Json;
using LocalEventHubs;
using LocalEventHubs.Tests;
using LocalStack.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests.Host;

internal sealed class EventHubTriggerTests : BrokerTestBase
{
    private static readonly EventHubsSettings Settings = new(3, 1, TimeSpan.FromMinutes(1), 1, InitialOffset.FromStart, default);

    private BatchFunctions.Script _script = null!;
    private ServiceProvider _services = null!;
    private EventHubBroker _broker = null!;

    [SetUp]
    public async Task StartBrokerAsync()
    {
        _script = new BatchFunctions.Script();
        _services = PlainPipeline.Services(services => services.AddSingleton(_script));
        _broker = await StartAsync(Options(new EventHubDefinition("flights", 1, ["ingest"])) with { TimeProvider = TimeProvider.System });
    }

    [TearDown]
    public void DisposeServices() => _services.Dispose();

    [Test]
    public async Task Events_come_in_order_in_batches_of_the_size_in_host_json()
    {
        await SendAsync("a", "b", "c", "d");

        await using (Start("Plain"))
            await CheckpointIsAsync(3);

        Assert.Multiple(() =>
        {
            Assert.That(_script.Calls.Select(call => string.Concat(call.Bodies)), Is.EqualTo(new[] { "abc", "d" }));
            Assert.That(_script.Calls[0].RetryCount, Is.Null, "no retry policy, no retry context");
            var context = JsonDocument.Parse(_script.Calls[0].PartitionContext).RootElement;
            Assert.That(context.GetProperty("PartitionId").GetString(), Is.EqualTo("0"));
            Assert.That(context.GetProperty("EventHubName").GetString(), Is.EqualTo("flights"));
            Assert.That(context.GetProperty("ConsumerGroup").GetString(), Is.EqualTo("ingest"));
        });
    }

    [Test]
    public async Task A_restart_goes_on_after_the_checkpoint()
    {
        await SendAsync("a", "b");
        await using (Start("Plain"))
            await CheckpointIsAsync(1);
        await SendAsync("c");

        await using (Start("Plain"))
            await CheckpointIsAsync(2);

        Assert.That(_script.Calls.SelectMany(call => call.Bodies), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public async Task Without_a_retry_policy_a_failed_batch_is_passed_as_in_Azure()
    {
        _script.Behaviour = (number, _) => number == 0 ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        await SendAsync("a", "b", "c", "d");

        await using (Start("Plain"))
            await CheckpointIsAsync(3);

        Assert.That(_script.Calls.Select(call => string.Concat(call.Bodies)), Is.EqualTo(new[] { "abc", "d" }));
    }

    [Test]
    public async Task A_retry_calls_the_function_anew_with_the_same_batch_and_its_count()
    {
        _script.Behaviour = (number, _) => number == 0 ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        await SendAsync("a", "b");

        await using (Start("Twice"))
            await CheckpointIsAsync(1);

        Assert.Multiple(() =>
        {
            Assert.That(_script.Calls.Select(call => (call.RetryCount, string.Concat(call.Bodies))), Is.EqualTo(new (int?, string)[] { (0, "ab"), (1, "ab") }));
            Assert.That(_script.Calls.Select(call => call.InvocationId), Is.Unique);
        });
    }

    [Test]
    public async Task After_the_last_retry_the_checkpoint_moves_on()
    {
        _script.Behaviour = (number, _) => number < 2 ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        await SendAsync("a", "b", "c", "d");

        await using (Start("Twice"))
            await CheckpointIsAsync(3);

        Assert.That(_script.Calls.Select(call => string.Concat(call.Bodies)), Is.EqualTo(new[] { "abc", "abc", "d" }));
    }

    [Test]
    public async Task An_endless_policy_holds_the_partition_until_the_fault_ends()
    {
        _script.Behaviour = (number, _) => number < 20 ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        await SendAsync("a", "b", "c", "d");

        await using (Start("Endless"))
            await CheckpointIsAsync(3);

        Assert.That(_script.Calls.Take(21).Select(call => string.Concat(call.Bodies)), Is.All.EqualTo("abc"));
        Assert.That(_script.Calls[21].Bodies, Is.EqualTo(new[] { "d" }));
    }

    [Test]
    public async Task A_batch_under_way_ends_before_the_host_does()
    {
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _script.Behaviour = (_, _) =>
        {
            started.SetResult();
            return release.Task;
        };
        await SendAsync("a");
        var trigger = Start("Plain");
        await started.Task;

        var stopping = trigger.DisposeAsync();
        Assert.That(stopping.IsCompleted, Is.False);
        release.SetResult();
        await stopping;

        Assert.That(Checkpoint, Is.Zero);
    }

    [Test]
    public async Task A_batch_that_fails_while_the_host_stops_comes_again()
    {
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _script.Behaviour = async (number, _) =>
        {
            if (number > 0)
                return;
            started.SetResult();
            await release.Task;
            throw new InvalidOperationException("broken");
        };
        await SendAsync("a");
        var trigger = Start("Plain");
        await started.Task;
        var stopping = trigger.DisposeAsync();
        release.SetResult();
        await stopping;
        Assert.That(Checkpoint, Is.Null, "not passed");

        await using (Start("Plain"))
            await CheckpointIsAsync(0);

        Assert.That(_script.Calls.Select(call => string.Concat(call.Bodies)), Is.EqualTo(new[] { "a", "a" }));
    }

    [Test]
    public async Task A_group_that_starts_at_the_end_gets_only_what_comes_then()
    {
        await SendAsync("old");
        await using (Start("Plain", Settings with { InitialOffset = InitialOffset.FromEnd }))
        {
            await SendAsync("new");
            await CheckpointIsAsync(1);
        }

        Assert.That(_script.Calls.SelectMany(call => call.Bodies), Is.EqualTo(new[] { "new" }));
    }

    [Test]
    public async Task A_batch_waits_for_its_minimum()
    {
        await SendAsync("a");
        await using (Start("Plain", Settings with { MinEventBatchSize = 2 }))
        {
            await SendAsync("b");
            await CheckpointIsAsync(1);
        }

        Assert.That(_script.Calls.Select(call => string.Concat(call.Bodies)), Is.EqualTo(new[] { "ab" }));
    }

    [Test]
    public async Task A_checkpoint_that_is_not_due_yet_is_written_at_the_end()
    {
        await SendAsync("a", "b", "c", "d");
        await using (Start("Plain", Settings with { BatchCheckpointFrequency = 10 }))
            await Eventually.IsTrueAsync(() => _script.Calls.Count == 2);

        Assert.That(Checkpoint, Is.EqualTo(3));
    }

    private EventHub Hub => _broker.GetHub("flights");

    private long? Checkpoint => Hub.GetConsumerGroup("ingest").GetCheckpoint("0")?.SequenceNumber;

    private EventHubTrigger Start(string function, EventHubsSettings? settings = null) => EventHubTrigger.Start(
        BatchFunctions.Entry(function), _broker, _services, settings ?? Settings, TimeProvider.System, NullLogger.Instance);

    private async Task SendAsync(params string[] bodies) => await Hub.SendAsync([.. bodies.Select(body => new EventToSend(Encoding.UTF8.GetBytes(body)))]);

    private Task CheckpointIsAsync(long sequenceNumber) => Eventually.IsTrueAsync(() => Checkpoint == sequenceNumber);
}
