using System.Data;
using System.Text.Json.Nodes;
using Azure;
using Azure.Messaging.EventHubs;
using Kusto.Data.Common;
using LatamFunctions.DeadLetters;
using LatamFunctions.Tests.Support;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>Tests that a replay publishes a dead letter exactly once, either unchanged or with a corrected body.</summary>
public class ReplayTests : ReplayTestBase
{
    [Test]
    public async Task A_replay_publishes_the_stored_body_and_updates_the_record()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);

        var (exchange, events) = await ReplayAsync(IdOf(deadLetter));

        var record = Table.Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
            Assert.That((string?)exchange.Json["state"], Is.EqualTo("Replaying"));
            Assert.That((string?)exchange.Json["replayId"], Is.EqualTo(record.GetString("ReplayId")).And.Not.Empty);
            Assert.That((string?)exchange.Json["replayedEventIds"]![0], Is.EqualTo("e-2"));
            Assert.That(record.GetString("State"), Is.EqualTo("Replaying"));
            Assert.That(record.GetDateTimeOffset("ReplayedAt"), Is.EqualTo(SampleEvents.Now));
        });
    }

    [Test]
    public async Task A_repeated_replay_returns_the_first_outcome_and_publishes_nothing()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        var (first, _) = await ReplayAsync(IdOf(deadLetter));

        var (pending, eventsWhilePending) = await ReplayAsync(IdOf(deadLetter));
        Arrive();
        var (arrived, eventsAfterArrival) = await ReplayAsync(IdOf(deadLetter));
        Adx.Fail(new InvalidOperationException("no query is expected"));
        var (done, eventsWhenDone) = await ReplayAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That(new[] { eventsWhilePending, eventsAfterArrival, eventsWhenDone }, Is.All.Null);
            Assert.That(new[] { pending.Status, arrived.Status, done.Status }, Is.All.EqualTo(200));
            Assert.That((string?)pending.Json["state"], Is.EqualTo("Replaying"));
            Assert.That((string?)arrived.Json["state"], Is.EqualTo("Replayed"));
            Assert.That((string?)done.Json["state"], Is.EqualTo("Replayed"));
            Assert.That(
                new[] { pending, arrived, done }.Select(exchange => (string?)exchange.Json["replayId"]),
                Is.All.EqualTo((string?)first.Json["replayId"]));
        });
    }

    [Test]
    public async Task A_replay_that_was_not_published_can_be_repeated_after_a_delay()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        var record = Table.Records.Single(); // The state that remains if a host stops before publishing.
        record["State"] = "Replaying";
        record["ReplayId"] = "first";
        record["ReplayedAt"] = SampleEvents.Now;
        record["ReplayedEventIds"] = "e-2";

        Time.Advance(DeadLetterReplay.RetryAfter);
        var (second, events) = await ReplayAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That(second.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
            Assert.That((string?)second.Json["replayId"], Is.Not.EqualTo("first"));
        });
    }

    [Test]
    public async Task One_of_two_simultaneous_replays_publishes()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        string[]? others = null;
        Table.BeforeUpdate = () => others = ReplayAsync(IdOf(deadLetter)).GetAwaiter().GetResult().Events;

        var (exchange, all) = await ReplayAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That(others, Is.EqualTo([SampleEvents.Minimal]));
            Assert.That(all, Is.EqualTo(others), "only the other request published");
            Assert.That(exchange.Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task A_redelivery_does_not_stop_a_running_replay()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        Table.BeforeUpdate = () => Table.Records.Single().ETag = new ETag("\"redelivered\"");

        var (exchange, events) = await ReplayAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
        });
    }

    [Test]
    public async Task A_corrected_body_is_published_instead_of_the_invalid_body()
    {
        var deadLetter = NewDeadLetter(1, SampleEvents.Bytes(SampleEvents.With("origin", "\"x\"")));
        await AddAsync(deadLetter);

        var (exchange, events) = await ReplayAsync(IdOf(deadLetter), SampleEvents.WithId("fixed"));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.WithId("fixed")]));
            Assert.That(Table.Records.Single().GetString("ReplayedEventIds"), Is.EqualTo("fixed"));
        });
    }

    [TestCase(null, 409, "StillFaulty")]
    [TestCase("{\"eventId\":\"e\"}", 400, "InvalidEvents")]
    [TestCase("[]", 400, "NoEvents")]
    public async Task A_body_that_is_still_invalid_is_not_published(string? corrected, int status, string code)
    {
        var deadLetter = NewDeadLetter(1, SampleEvents.Bytes(SampleEvents.With("origin", "\"x\"")));
        await AddAsync(deadLetter);

        var (exchange, events) = await ReplayAsync(IdOf(deadLetter), corrected);

        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((status, code)));
            Assert.That(events, Is.Null);
            Assert.That(Table.Records.Single().ContainsKey("State"), Is.False);
        });
    }

    [Test]
    public async Task A_replay_without_events_reports_that_there_is_nothing_to_publish()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);

        var (exchange, _) = await ReplayAsync(IdOf(deadLetter), "[]");

        Assert.That(exchange.Text, Does.Contain("There are no events to publish."));
    }

    [Test]
    public async Task Setting_the_clock_back_does_not_prevent_a_repeated_replay()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        await ReplayAsync(IdOf(deadLetter));
        Time.SetClock(TimeSpan.FromHours(-1));
        Adx.Respond = _ => Task.FromResult<IDataReader>(new DataTable().CreateDataReader());

        var (again, _) = await ReplayAsync(IdOf(deadLetter));

        Assert.That(again.Status, Is.EqualTo(202));
    }

    [TestCase(100, 202, "")]
    [TestCase(101, 413, "TooManyEvents")]
    public async Task A_corrected_body_has_at_most_a_hundred_events(int count, int status, string code)
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);

        var (exchange, _) = await ReplayAsync(
            IdOf(deadLetter), string.Join('\n', Enumerable.Range(0, count).Select(i => SampleEvents.WithId($"e{i}"))));

        Assert.That((exchange.Status, exchange.Header("x-ms-error-code")), Is.EqualTo((status, code)));
    }

    [Test]
    public async Task Discarded_and_unknown_dead_letters_are_not_replayed()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        Table.Records.Single()["State"] = "Discarded";

        var (discarded, events) = await ReplayAsync(IdOf(deadLetter));
        var (unknown, _) = await ReplayAsync(IdOf(NewDeadLetter(2)));

        Assert.Multiple(() =>
        {
            Assert.That((discarded.Status, discarded.Header("x-ms-error-code")), Is.EqualTo((409, "DeadLetterDiscarded")));
            Assert.That(events, Is.Null);
            Assert.That((unknown.Status, unknown.Header("x-ms-error-code")), Is.EqualTo((404, "DeadLetterNotFound")));
        });
    }

    [Test]
    public async Task A_dead_letter_that_the_hub_rejects_stays_open()
    {
        var deadLetter = NewDeadLetter(1);
        await AddAsync(deadLetter);
        Hub.Respond = _ => new EventHubsException(true, "flight-events", "busy");
        var (rejected, _) = await ReplayAsync(IdOf(deadLetter));
        var state = Table.Records.Single().GetString("State");
        Hub.Respond = _ => null;

        var (accepted, events) = await ReplayAsync(IdOf(deadLetter));

        Assert.Multiple(() =>
        {
            Assert.That((rejected.Status, rejected.Header("x-ms-error-code")), Is.EqualTo((503, "ServiceUnavailable")));
            Assert.That(state, Is.EqualTo("Open"));
            Assert.That(accepted.Status, Is.EqualTo(202));
            Assert.That(events, Is.EqualTo([SampleEvents.Minimal]));
        });
    }

    [TestCase(null)]
    [TestCase(
        "{\"eventType\":\"FlightScheduled\",\"occurredAt\":\"2024-05-01T08:00:00Z\","
        + "\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"}")]
    public async Task An_event_without_an_id_is_replayed_with_the_id_derived_from_its_position(string? corrected)
    {
        var deadLetter = NewDeadLetter(7, SampleEvents.Bytes(SampleEvents.With("eventId", null))) with { EventIndex = 5 };
        await AddAsync(deadLetter);

        await ReplayAsync(IdOf(deadLetter), corrected);

        Assert.That((string?)JsonNode.Parse(Hub.Bodies.Single())!["eventId"], Is.EqualTo("3-7-5-1714559700000"));
    }

    [Test]
    public async Task The_store_query_has_bound_parameters_is_read_only_and_has_a_time_limit()
    {
        await Adx.Stored.FindAsync(["a\"b", "c", "c"], default);

        Assert.Multiple(() =>
        {
            Assert.That(Adx.Query, Is.EqualTo(StoredEvents.Query));
            Assert.That(Adx.Properties!.Parameters["eventIds"], Is.EqualTo("\"a\\\"b\\u000ac\""));
            Assert.That(Adx.Properties.Options.ToDictionary(), Is.EquivalentTo(new Dictionary<string, object>
            {
                [ClientRequestProperties.OptionRequestReadOnly] = true,
                [ClientRequestProperties.OptionServerTimeout] = TimeSpan.FromSeconds(30),
            }));
        });
    }
}
