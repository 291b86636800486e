using Azure;
using Azure.Messaging.EventHubs;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Publishing;

/// <summary>Tests concurrent changes to a flight. No change must be lost or applied twice.</summary>
public class PendingChangeTests : FlightChangeTestBase
{
    private const string Later = "{\"delayMinutes\":40}";

    [SetUp]
    public void CreateFlight() => Flight = () => FlightOf(Nine);

    [Test]
    public async Task Only_one_of_two_changes_to_the_same_state_is_accepted()
    {
        IsStored = () => false;

        var first = await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)));
        var second = await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)));

        Assert.That((first.Status, second.Status, second.Header("x-ms-error-code")), Is.EqualTo((202, 412, "ConditionNotMet")));
        Assert.That(Hub.Sends, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_condition_is_not_met_until_an_accepted_change_is_stored()
    {
        IsStored = () => false;

        await PatchAsync("F-1", Later);
        var statuses = new List<int>();
        foreach (var minutes in (int[])[0, 2, 60 * 23])
        {
            Time.Advance(TimeSpan.FromMinutes(minutes));
            statuses.Add((await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)))).Status);
        }

        Assert.That(statuses, Is.All.EqualTo(412));
    }

    /// <summary>
    /// An event from a publisher has changed the state and its ETag, but the accepted change is not yet part of the state.
    /// </summary>
    [Test]
    public async Task A_condition_on_a_newer_state_that_lacks_the_accepted_change_is_not_met()
    {
        IsStored = () => false;

        await PatchAsync("F-1", Later);
        var departed = new DateTime(2024, 5, 1, 10, 38, 0, DateTimeKind.Utc);
        Flight = () => FlightOf(departed);
        var second = await PutAsync("F-1", State, ("If-Match", ETagOf(departed)));

        Assert.That(second.Status, Is.EqualTo(412));
    }

    [Test]
    public async Task A_change_without_a_condition_waits_until_the_previous_change_is_stored()
    {
        var asked = 0;
        var patched = new DateTime(2024, 5, 1, 10, 36, 0, DateTimeKind.Utc);
        MaxWait = TimeSpan.FromMinutes(1);
        IsStored = () =>
        {
            Flight = () => FlightOf(patched, ("Extra", "{\"gate\":\"B7\"}"));
            return ++asked == 3;
        };

        await PatchAsync("F-1", "{\"gate\":\"B7\"}");
        var second = await PatchAsync("F-1", "{\"terminal\":\"2\"}");

        Assert.Multiple(() =>
        {
            Assert.That((second.Status, asked), Is.EqualTo((202, 3)));
            Assert.That((string?)Published["data"]!["gate"], Is.EqualTo("B7"));
            Assert.That((string?)Published["time"], Is.EqualTo("2024-05-01T10:36:00.0000001Z"), "after the first change");
        });
    }

    /// <summary>The wait includes slow queries, not only the pauses between queries.</summary>
    [Test]
    public async Task A_change_without_a_condition_waits_at_most_the_maximum_time()
    {
        var queries = 0;
        MaxWait = TimeSpan.FromSeconds(10);
        IsStored = () =>
        {
            queries++;
            Time.Advance(TimeSpan.FromSeconds(6));
            return false;
        };

        await PatchAsync("F-1", Later);
        var second = await PatchAsync("F-1", Later);

        Assert.That((second.Status, queries), Is.EqualTo((503, 2)));
    }

    [Test]
    public async Task A_change_that_waits_too_long_returns_503_and_can_be_repeated()
    {
        IsStored = () => false;

        var first = await PatchAsync("F-1", Later);
        var second = await DeleteAsync("F-1");

        Assert.Multiple(() =>
        {
            Assert.That((second.Status, second.Header("x-ms-error-code")), Is.EqualTo((503, "ServiceUnavailable")));
            Assert.That(second.Header("Retry-After"), Is.EqualTo("5"));
            Assert.That((string?)second.Json["detail"], Does.Contain((string?)first.Json["value"]![0]!["eventId"]));
            Assert.That(Hub.Sends, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task The_slower_of_two_simultaneous_instances_restarts_its_change()
    {
        IsStored = () => false;
        await PutAsync("F-2", State);
        Claims.BeforeAdd = async () => Assert.That((await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)))).Status, Is.EqualTo(202));

        var slower = await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)));

        Assert.That((slower.Status, Hub.Sends.Count), Is.EqualTo((412, 2)));
    }

    [Test]
    public async Task A_change_that_was_not_published_does_not_block_later_changes()
    {
        IsStored = () => false;
        Hub.Respond = _ => new EventHubsException(true, "flight-events", "down");
        var failed = await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)));
        Hub.Respond = _ => null;

        Assert.That((failed.Status, (await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)))).Status), Is.EqualTo((503, 202)));
    }

    /// <summary>The process ends after it has created the claim and before it publishes the event.</summary>
    [Test]
    public async Task A_change_from_a_terminated_process_blocks_other_changes_for_a_minute()
    {
        using var end = new CancellationTokenSource();
        (IsStored, Aborted) = (() => false, end.Token);
        Hub.Respond = _ =>
        {
            end.Cancel();
            return new OperationCanceledException();
        };
        Assert.CatchAsync<OperationCanceledException>(() => PutAsync("F-1", State));
        (Hub.Respond, Aborted) = (_ => null, default);

        var blocked = await PutAsync("F-1", State);
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.That((blocked.Status, (await PutAsync("F-1", State)).Status), Is.EqualTo((503, 202)));
    }

    /// <summary>Azure.Core throws an AggregateException with the failures of all attempts if the service is unreachable.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_published_change_is_accepted_even_if_its_claim_cannot_be_extended(bool isUnreachable)
    {
        Hub.Respond = _ =>
        {
            var failure = new RequestFailedException(503, "down");
            Claims.Failure = isUnreachable ? new AggregateException(failure) : failure;
            return null;
        };

        var exchange = await PutAsync("F-1", State);

        Assert.That(exchange.Status, Is.EqualTo(202));
        Assert.That(Log.Lines.Single(), Does.StartWith("Warning: The claim of a change of flight F-1"));
    }

    [TestCase("PUT")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    public async Task A_repeatability_id_cannot_be_reused_for_a_different_request(string method)
    {
        await SendAsync(method, "F-1", State);
        var beforeStored = await PutAsync("F-1", State.Replace("25", "30", StringComparison.Ordinal), Repeatable);
        Flight = () => FlightOf(Nine.AddHours(2), ("EventId", $"{Repeatable[0].Item2}-0"));
        var afterStored = await PatchAsync("F-1", Later, Repeatable);

        Assert.That(
            (beforeStored.Status, afterStored.Status, afterStored.Header("x-ms-error-code")),
            Is.EqualTo((409, 409, "RepeatabilityIdReused")));
        Assert.That(Hub.Sends, Has.Count.EqualTo(1));
    }

    /// <summary>The response was lost, another client has changed the flight, and the first client repeats its request.</summary>
    [TestCase("PUT")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    public async Task A_repeated_change_is_the_same_event_and_does_not_overwrite_later_changes(string method)
    {
        var first = await SendAsync(method, "F-1", "{\"terminal\":\"2\",%", ("If-Match", ETagOf(Nine)));
        Time.Advance(TimeSpan.FromHours(1));
        Flight = () => FlightOf(Nine.AddHours(2), ("Extra", "{\"gate\":\"Z9\",\"belt\":\"4\"}"));
        var repeated = await SendAsync(method, "F-1", "{\"terminal\":\"2\",%", ("If-Match", ETagOf(Nine)));

        Assert.That((first.Status, repeated.Status, repeated.Text), Is.EqualTo((202, 202, first.Text)));
        Assert.That(Hub.Bodies.Count(), Is.EqualTo(2));
        Assert.That(Hub.Bodies.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_repeated_change_of_the_maximum_size_is_the_same_event()
    {
        var body = $"{State[..^1]},\"note\":\"{new string('x', 999_000)}\"}}";

        await PutAsync("F-1", body, Repeatable);
        await PutAsync("F-1", body, Repeatable);

        Assert.That(Hub.Bodies.Distinct().Count(), Is.EqualTo(1));
        Assert.That(Hub.Bodies.Count(), Is.EqualTo(2));
    }

    /// <summary>The hub might have stored the event without acknowledging it.</summary>
    [Test]
    public async Task A_failed_repeatable_change_is_published_with_the_time_of_its_first_attempt()
    {
        IsStored = () => false;
        Hub.Respond = _ => new EventHubsException(true, "flight-events", "down");
        var failed = await PutAsync("F-1", State, Repeatable);
        Hub.Respond = _ => null;
        Time.Advance(TimeSpan.FromSeconds(30));

        var other = await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)));
        var repeated = await PutAsync("F-1", State, Repeatable);

        Assert.That((failed.Status, other.Status, repeated.Status), Is.EqualTo((503, 412, 202)));
        Assert.That((string?)Published["time"], Is.EqualTo("2024-05-01T10:36:00Z"));
    }

    /// <summary>The claim of the change has expired, so the flight is claimed again.</summary>
    [Test]
    public async Task A_repeatable_change_published_after_a_minute_still_blocks_later_changes()
    {
        IsStored = () => false;
        Hub.Respond = _ => new EventHubsException(true, "flight-events", "down");
        await PutAsync("F-1", State, Repeatable);
        Hub.Respond = _ => null;
        Time.Advance(TimeSpan.FromMinutes(2));

        var repeated = await PutAsync("F-1", State, Repeatable);
        var other = await PutAsync("F-1", State, ("If-Match", ETagOf(Nine)));

        Assert.That((repeated.Status, other.Status), Is.EqualTo((202, 412)));
    }

    /// <summary>Both instances that receive the same request publish the event that was stored first.</summary>
    [Test]
    public async Task Two_instances_with_the_same_request_publish_one_event()
    {
        await PutAsync("F-2", State);
        Claims.BeforeAdd = async () =>
        {
            await PutAsync("F-1", State, Repeatable);
            Time.Advance(TimeSpan.FromSeconds(1));
        };

        var slower = await PutAsync("F-1", State, Repeatable);

        Assert.That(slower.Status, Is.EqualTo(202));
        Assert.That(Hub.Bodies.Skip(1).Count(), Is.EqualTo(2));
        Assert.That(Hub.Bodies.Skip(1).Distinct().Count(), Is.EqualTo(1));
    }

    /// <param name="method">The HTTP method. A DELETE request has no body.</param>
    /// <param name="body">
    /// The body of a PUT or PATCH request. The percent sign is replaced with the remaining properties of the state in a PUT request, and
    /// removed in a PATCH request.
    /// </param>
    /// <param name="headers">Headers in addition to the repeatability headers.</param>
    private Task<HttpExchange> SendAsync(string method, string flightId, string body, params (string, string)[] headers) => method switch
    {
        "PUT" => PutAsync(flightId, body.Replace("%", State[1..], StringComparison.Ordinal), [.. Repeatable, .. headers]),
        "PATCH" => PatchAsync(flightId, body.Replace(",%", "}", StringComparison.Ordinal), [.. Repeatable, .. headers]),
        _ => DeleteAsync(flightId, [.. Repeatable, .. headers]),
    };
}
