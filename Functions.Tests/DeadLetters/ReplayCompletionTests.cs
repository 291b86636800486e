using System.Data;
using Azure;
using Kusto.Data.Exceptions;
using LatamFunctions.DeadLetters;
using LatamFunctions.Tests.Support;
using static LatamFunctions.Tests.DeadLetters.SampleDeadLetters;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>
/// Tests that a dead letter becomes Replayed when the replayed events are stored, regardless of changes to the record in the meantime.
/// </summary>
public class ReplayCompletionTests : DeadLetterTestBase
{
    private CapturedLog<ReplayCompletion> _log = null!;

    [SetUp]
    public void ClearLog() => _log = new CapturedLog<ReplayCompletion>();

    [Test]
    public async Task A_stored_replay_is_marked_and_logged_once()
    {
        var deadLetter = await AddReplayingAsync(1);
        Arrive();

        var completed = await CompleteAsync(deadLetter);
        var again = await CompleteAsync(deadLetter);

        Assert.Multiple(() =>
        {
            Assert.That((completed.State, again.State), Is.EqualTo((DeadLetterState.Replayed, DeadLetterState.Replayed)));
            Assert.That(Table.Records.Single().GetString("State"), Is.EqualTo("Replayed"));
            Assert.That(_log.Lines, Is.EqualTo([$"Information: Replay r-1 of dead letter {IdOf(deadLetter)}: its events are stored"]));
            Assert.That(Adx.Executed, Is.EqualTo(1), "a marked replay requires no query");
        });
    }

    [Test]
    public async Task While_the_store_is_unavailable_replays_remain_unchanged_and_their_number_is_logged()
    {
        var records = new List<DeadLetterRecord>();
        foreach (var number in new[] { 1, 2 })
            records.Add(await FindAsync(await AddReplayingAsync(number)));
        var open = NewDeadLetter(3);
        await AddAsync(open);
        records.Add(await FindAsync(open));
        Adx.Fail(new KustoServiceTimeoutException("away", null));

        var completed = await Completion.CompleteAsync(records, default);

        Assert.Multiple(() =>
        {
            Assert.That(completed.Select(record => record.State),
                Is.EqualTo([DeadLetterState.Replaying, DeadLetterState.Replaying, DeadLetterState.Open]));
            Assert.That(_log.Lines, Is.EqualTo(
                ["Warning: It is not known whether the events of 2 replays are stored: the store is unavailable"]));
        });
    }

    [Test]
    public async Task An_invalid_query_is_an_error()
    {
        var deadLetter = await AddReplayingAsync(1);
        Adx.Fail(new InvalidOperationException("wrong"));

        Assert.ThrowsAsync<InvalidOperationException>(() => CompleteAsync(deadLetter));
    }

    [Test]
    public async Task A_replay_that_started_in_the_meantime_is_not_marked()
    {
        var deadLetter = await AddReplayingAsync(1);
        var record = await FindAsync(deadLetter);
        Table.Records.Single()["ReplayId"] = "r-2";
        Arrive();

        var completed = await Completion.CompleteAsync(record, default);

        Assert.Multiple(() =>
        {
            Assert.That((completed.State, completed.ReplayId), Is.EqualTo((DeadLetterState.Replaying, "r-2")));
            Assert.That(Table.Records.Single().GetString("State"), Is.EqualTo("Replaying"));
        });
    }

    [Test]
    public async Task A_dead_letter_that_was_discarded_in_the_meantime_stays_discarded()
    {
        var deadLetter = await AddReplayingAsync(1);
        var record = await FindAsync(deadLetter);
        Table.Records.Single()["State"] = "Discarded";
        Arrive();

        Assert.That((await Completion.CompleteAsync(record, default)).State, Is.EqualTo(DeadLetterState.Discarded));
    }

    [Test]
    public async Task A_concurrent_redelivery_does_not_prevent_the_state_change()
    {
        var deadLetter = await AddReplayingAsync(1);
        Arrive();
        Table.BeforeUpdate = () => Table.Records.Single().ETag = new ETag("\"redelivered\"");

        var completed = await CompleteAsync(deadLetter);

        Assert.That((completed.State, Table.Records.Single().GetString("State")), Is.EqualTo((DeadLetterState.Replayed, "Replayed")));
    }

    [Test]
    public async Task A_record_deleted_in_the_meantime_is_returned_unchanged()
    {
        var record = await FindAsync(await AddReplayingAsync(1));
        Table.Entities.Clear();
        Arrive();

        Assert.That((await Completion.CompleteAsync(record, default)).State, Is.EqualTo(DeadLetterState.Replaying));
    }

    [Test]
    public async Task Only_replays_whose_events_are_all_stored_are_marked_in_unchanged_order()
    {
        var records = new List<DeadLetterRecord>();
        foreach (var number in new[] { 1, 2, 3 })
            records.Add(await FindAsync(await AddReplayingAsync(number)));
        Arrive("a-1", "b-1", "a-2", "a-3", "b-3");

        var completed = await Completion.CompleteAsync(records, default);

        Assert.That(completed.Select(record => (record.SequenceNumber, record.State)), Is.EqualTo(new[]
        {
            (1L, DeadLetterState.Replayed), (2L, DeadLetterState.Replaying), (3L, DeadLetterState.Replayed),
        }));
    }

    private ReplayCompletion Completion => new(Table.Catalog, Adx.Stored, _log);

    private async Task<DeadLetterRecord> CompleteAsync(DeadLetter deadLetter) =>
        await Completion.CompleteAsync(await FindAsync(deadLetter), default);

    private async Task<DeadLetterRecord> FindAsync(DeadLetter deadLetter) =>
        (await Table.Catalog.FindAsync(DeadLetterKey.From(deadLetter), default))!;

    /// <summary>Adds a dead letter whose replay has published two events.</summary>
    private async Task<DeadLetter> AddReplayingAsync(int number)
    {
        var deadLetter = NewDeadLetter(number);
        await AddAsync(deadLetter);
        var record = Table.Records.Single(entity => entity.GetInt64("SequenceNumber") == number);
        record["State"] = "Replaying";
        record["ReplayId"] = $"r-{number}";
        record["ReplayedAt"] = SampleEvents.Now;
        record["ReplayedEventIds"] = $"a-{number}\nb-{number}";
        return deadLetter;
    }

    private void Arrive(params string[] ids) => Adx.Respond = _ =>
    {
        var rows = new DataTable { Columns = { { "EventId", typeof(string) }, { "Source", typeof(string) } } };
        foreach (var id in ids.Length > 0 ? ids : ["a-1", "b-1"])
            rows.Rows.Add(id, "");
        return Task.FromResult<IDataReader>(rows.CreateDataReader());
    };
}
