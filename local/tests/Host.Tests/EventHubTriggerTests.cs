using System.Text.Json;
using Azure.Messaging.EventHubs;
using LocalFunctions.Host.Invocations;
using LocalFunctions.Host.Testing;
using LocalFunctions.Host.Tests.Support;

namespace LocalFunctions.Host.Tests;

/// <summary>Tests Event Hubs functions in a real worker with events from the in-memory source.</summary>
public sealed class EventHubTriggerTests
{
    private FunctionsTestHost _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SampleApp.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _app.DisposeAsync();

    [Test, Order(1)]
    public async Task A_function_receives_every_message_field_that_the_publisher_set()
    {
        var id = Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff");
        var message = new EventData("""{"flight":"LA3090"}""")
        {
            MessageId = "message-1",
            CorrelationId = "correlation-1",
            ContentType = "application/json",
            Properties =
            {
                ["text"] = "São Paulo",
                ["int"] = 42,
                ["long"] = -5_000_000_000L,
                ["double"] = 0.5,
                ["bool"] = true,
                ["guid"] = id,
                ["time"] = new DateTimeOffset(2026, 11, 26, 12, 30, 0, TimeSpan.Zero),
            },
        };
        _app.EventHubs.Publish("batch", [new EventData("first")], "key-1");
        var first = await _app.WaitForInvocationAsync("Batch");
        _app.EventHubs.Publish("batch", [message, new EventData("without anything")], "key-2");
        var second = Result(await _app.WaitForInvocationAsync("Batch"));

        var received = second.GetProperty("events")[0];
        var metadata = second.GetProperty("metadata");
        var properties = Json(metadata, "PropertiesArray")[0];
        var system = Json(metadata, "SystemPropertiesArray")[0];
        var enqueued = received.GetProperty("enqueuedTime").GetDateTimeOffset();
        Assert.Multiple(() =>
        {
            Assert.That(first.Succeeded);

            // 1. Verify the message as EventData.
            Assert.That(received.GetProperty("body").GetString(), Is.EqualTo("""{"flight":"LA3090"}"""));
            Assert.That(received.GetProperty("sequenceNumber").GetInt64(), Is.EqualTo(1));
            Assert.That(received.GetProperty("offset").GetString(), Is.EqualTo("256"));
            Assert.That(received.GetProperty("partitionKey").GetString(), Is.EqualTo("key-2"));
            Assert.That(enqueued, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
            Assert.That(received.GetProperty("contentType").GetString(), Is.EqualTo("application/json"));
            Assert.That(received.GetProperty("messageId").GetString(), Is.EqualTo("message-1"));
            Assert.That(received.GetProperty("correlationId").GetString(), Is.EqualTo("correlation-1"));
            Assert.That(
                received.GetProperty("properties").Deserialize<Dictionary<string, string>>(),
                Is.EqualTo(new Dictionary<string, string>
                {
                    ["text"] = "String São Paulo",
                    ["int"] = "Int32 42",
                    ["long"] = "Int64 -5000000000",
                    ["double"] = "Double 0.5",
                    ["bool"] = "Boolean True",
                    ["guid"] = $"Guid {id}",
                    ["time"] = "DateTimeOffset 11/26/2026 12:30:00 +00:00",
                }));

            // 2. Verify the trigger's metadata, whose values are collections if the protocol has a collection type for them.
            Assert.That(Values(metadata.GetProperty("PartitionKeyArray")), Is.EqualTo(new[] { "key-2", "key-2" }));
            Assert.That(Values(metadata.GetProperty("OffsetArray")), Is.EqualTo(new[] { "256", "512" }));
            Assert.That(Values(metadata.GetProperty("SequenceNumberArray")), Is.EqualTo(new[] { "1", "2" }));
            Assert.That(Json(metadata, "EnqueuedTimeUtcArray")[0].GetDateTime(), Is.EqualTo(enqueued.UtcDateTime));
            Assert.That(properties.GetProperty("text").GetString(), Is.EqualTo("São Paulo"));
            Assert.That(properties.GetProperty("long").GetInt64(), Is.EqualTo(-5_000_000_000L));
            Assert.That(properties.GetProperty("guid").GetGuid(), Is.EqualTo(id));
            Assert.That(system.GetProperty("message-id").GetString(), Is.EqualTo("message-1"));
            Assert.That(system.GetProperty("content-type").GetString(), Is.EqualTo("application/json"));
            Assert.That(system.GetProperty("x-opt-sequence-number").GetInt64(), Is.EqualTo(1));
            Assert.That(system.GetProperty("SequenceNumber").GetInt64(), Is.EqualTo(1));
            Assert.That(system.GetProperty("PartitionKey").GetString(), Is.EqualTo("key-2"));
            Assert.That(
                Json(metadata, "PartitionContext").GetProperty("EventHubName").GetString(), Is.EqualTo("batch"));

            // 3. Verify that there is no retry context, because the function has no retry policy.
            Assert.That(second.GetProperty("retryCount").ValueKind, Is.EqualTo(JsonValueKind.Null));
        });
    }

    [Test, Order(2)]
    public async Task A_batch_contains_events_in_order_and_does_not_exceed_the_maximum()
    {
        _app.Publish("batch", Enumerable.Range(0, 250).Select(number => $"{number}"));
        var bodies = new List<string?>();
        var sizes = new List<int>();
        while (bodies.Count < 250)
        {
            var events = Result(await _app.WaitForInvocationAsync("Batch")).GetProperty("events").EnumerateArray().ToList();
            sizes.Add(events.Count);
            bodies.AddRange(events.Select(received => received.GetProperty("body").GetString()));
        }

        Assert.Multiple(() =>
        {
            Assert.That(bodies, Is.EqualTo(Enumerable.Range(0, 250).Select(number => $"{number}")));
            Assert.That(sizes, Is.EqualTo(new[] { 100, 100, 50 }));
        });
    }

    [Test]
    public async Task A_single_event_trigger_is_invoked_once_per_event()
    {
        _app.Publish("single", "one", "two");
        var one = Result(await _app.WaitForInvocationAsync("Single"));
        var two = Result(await _app.WaitForInvocationAsync("Single"));

        Assert.Multiple(() =>
        {
            Assert.That(one.GetProperty("event").GetProperty("body").GetString(), Is.EqualTo("one"));
            Assert.That(two.GetProperty("event").GetProperty("body").GetString(), Is.EqualTo("two"));
            Assert.That(two.GetProperty("metadata").GetProperty("SequenceNumber").GetString(), Is.EqualTo("1"));
            Assert.That(two.GetProperty("metadata").GetProperty("Offset").GetString(), Is.EqualTo("256"));
        });
    }

    [Test]
    public async Task A_function_with_string_input_receives_the_bodies_from_the_hub_in_a_setting()
    {
        _app.Publish("texts", "São Paulo", "");
        var invocation = await _app.WaitForInvocationAsync("Texts");

        Assert.That(JsonSerializer.Deserialize<string[]>(invocation.ReturnValue!), Is.EqualTo(new[] { "São Paulo", "" }));
    }

    [Test]
    public async Task After_the_retries_of_a_fixed_policy_the_checkpoint_advances()
    {
        _app.Publish("fixed", "fail 99");
        var attempts = new[]
        {
            await _app.WaitForInvocationAsync("FixedRetry"),
            await _app.WaitForInvocationAsync("FixedRetry"),
            await _app.WaitForInvocationAsync("FixedRetry"),
        };
        _app.Publish("fixed", "next");
        var next = await _app.WaitForInvocationAsync("FixedRetry");

        Assert.Multiple(() =>
        {
            Assert.That(attempts.Select(attempt => attempt.RetryCount), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(attempts.Select(attempt => attempt.Succeeded), Has.None.True);
            Assert.That(attempts.Select(attempt => attempt.InvocationId).Distinct().Count(), Is.EqualTo(3));
            Assert.That(next.Succeeded);
            Assert.That(next.ReturnValue, Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task An_unlimited_policy_retries_until_the_function_succeeds()
    {
        _app.Publish("endless", "fail 6", "in the same batch");
        var attempts = new List<InvocationResult>();
        do
            attempts.Add(await _app.WaitForInvocationAsync("EndlessRetry"));
        while (!attempts[^1].Succeeded);

        Assert.Multiple(() =>
        {
            Assert.That(attempts.Select(attempt => attempt.RetryCount), Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5, 6 }));
            Assert.That(attempts[0].Error!.Message, Does.Contain("Attempt 0 of 'fail 6'"));
            Assert.That(attempts[^1].ReturnValue, Is.EqualTo("2"));
        });
    }

    [Test]
    public void A_function_with_an_unknown_trigger_is_an_error_with_the_function_name()
    {
        Assert.That(_app.Host.UnsupportedFunctions, Is.EqualTo(new[]
        {
            new UnsupportedFunction("Unknown", "has a trigger of the type unknownTrigger, which this host does not support"),
        }));
    }

    private static JsonElement Result(InvocationResult invocation)
    {
        Assert.That(invocation.Error, Is.Null);
        return JsonSerializer.Deserialize<JsonElement>(invocation.ReturnValue!);
    }

    private static JsonElement Json(JsonElement metadata, string name) =>
        JsonSerializer.Deserialize<JsonElement>(metadata.GetProperty(name).GetString()!);

    private static IEnumerable<string> Values(JsonElement collection) => collection.EnumerateArray().Select(value => value.ToString());
}
