using LocalFunctions.Host.EventHubs;
using LocalFunctions.Host.Invocations;
using LocalFunctions.Host.Tests.Support;

namespace LocalFunctions.Host.Tests;

/// <summary>Tests that checkpoints are updated as in the Event Hubs extension.</summary>
public sealed class CheckpointTests
{
    [Test]
    public async Task A_batch_that_failed_permanently_is_checkpointed_and_not_redelivered()
    {
        var hubs = new InMemoryEventSource();
        await using (var app = await SampleApp.StartAsync(eventHubs: hubs))
        {
            app.Publish("single", "fail 1");
            var failed = await app.WaitForInvocationAsync("Single");
            app.Publish("single", "fine");
            await app.WaitForInvocationAsync("Single", result => result.Succeeded);
            Assert.That(failed.Succeeded, Is.False);
        }

        Assert.That(hubs.GetCheckpoint("single")!.Value.SequenceNumber, Is.GreaterThanOrEqualTo(0));
        await using var next = await SampleApp.StartAsync(eventHubs: hubs);
        next.Publish("single", "later");
        var first = await next.WaitForInvocationAsync("Single");
        Assert.That(first.ReturnValue, Does.Not.Contain("fail 1"));
    }

    [Test]
    public async Task A_batch_interrupted_by_the_end_of_the_host_is_redelivered()
    {
        var hubs = new InMemoryEventSource();
        await using (var app = await SampleApp.StartAsync(eventHubs: hubs))
        {
            // The function fails until the host stops.
            app.Publish("endless", "fail 1000000");
            await app.WaitForInvocationAsync("EndlessRetry", result => result.RetryCount == 1);
        }

        Assert.That(hubs.GetCheckpoint("endless"), Is.Null);
        await using var next = await SampleApp.StartAsync(eventHubs: hubs);
        var again = await next.WaitForInvocationAsync("EndlessRetry");
        Assert.That(again.RetryCount, Is.Zero);
    }

    [Test]
    public async Task An_invocation_that_exceeds_the_grace_period_is_canceled_and_its_events_are_redelivered()
    {
        var hubs = new InMemoryEventSource();
        InvocationResult canceled;
        await using (var app = await SampleApp.StartAsync(eventHubs: hubs))
        {
            app.Publish("waits", "event");
            app.Publish("batch", "seen");
            await app.WaitForInvocationAsync("Batch");
            await app.Host.DisposeAsync();
            canceled = await app.WaitForInvocationAsync("Waits");
        }

        Assert.Multiple(() =>
        {
            Assert.That(canceled.Succeeded, "the function returned after it was canceled");
            Assert.That(hubs.GetCheckpoint("waits"), Is.Null);
        });
    }

    [Test]
    public async Task The_checkpoint_is_written_at_the_batch_interval_and_at_a_graceful_stop()
    {
        var hubs = new InMemoryEventSource();
        await using (var app = await SampleApp.StartAsync(
            eventHubs: hubs,
            settings:
            [
                ("AzureFunctionsJobHost__extensions__eventHubs__batchCheckpointFrequency", "3"),
                ("AzureFunctionsJobHost__extensions__eventHubs__maxEventBatchSize", "1"),
            ]))
        {
            app.Publish("batch", "0", "1", "2", "3", "4");
            for (var i = 0; i < 5; i++)
                await app.WaitForInvocationAsync("Batch");
            Assert.That(hubs.GetCheckpoint("batch"), Is.EqualTo(new Checkpoint("512", 2)));
        }

        Assert.That(hubs.GetCheckpoint("batch"), Is.EqualTo(new Checkpoint("1024", 4)));
    }

    [Test]
    public async Task A_batch_waits_for_its_minimum_size_at_most_for_the_maximum_wait()
    {
        await using var app = await SampleApp.StartAsync(
            settings:
            [
                ("AzureFunctionsJobHost__extensions__eventHubs__minEventBatchSize", "3"),
                ("AzureFunctionsJobHost__extensions__eventHubs__maxWaitTime", "00:00:02"),
            ]);
        app.Publish("fixed", "one");
        app.Publish("fixed", "two");
        app.Publish("fixed", "three");
        var full = await app.WaitForInvocationAsync("FixedRetry");
        app.Publish("fixed", "alone");
        var late = await app.WaitForInvocationAsync("FixedRetry");

        Assert.That(new[] { full.ReturnValue, late.ReturnValue }, Is.EqualTo(new[] { "3", "1" }));
    }
}
