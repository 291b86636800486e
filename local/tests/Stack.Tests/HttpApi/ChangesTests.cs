using System.Text.Json;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>
/// Tests that a client that follows changes receives every flight with newly stored events, regardless of the times at which the events
/// occurred.
/// </summary>
internal sealed class ChangesTests : StackTestBase
{
    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Changes:SettleTime"] = "00:00:00" };

    [Test]
    public async Task Changes_are_ordered_by_storage_time_and_not_by_event_time()
    {
        await PublishAsync("c1", "c2", "c3");
        var (first, link) = await FollowAsync("flights?origin=CHG&updatedSince=2020-01-01&limit=2&select=flightId");
        var (nothing, same) = await FollowAsync(link);

        // Send a late event that occurred long ago, and an event for a new flight.
        await Stack.SendAsync(new FlightFacts("c2", "CHG", "LIM", "2024-05-01T08:00:00Z")
        {
            EventId = "late",
            OccurredAt = "2024-01-01T00:00:00Z",
        }.ToEvent());
        await PublishAsync("c4");
        var (second, next) = await FollowAsync(same);
        var (rest, _) = await FollowAsync(next);

        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EquivalentTo(new[] { "c1", "c2", "c3" }));
            Assert.That(nothing, Is.Empty);
            Assert.That(same, Is.EqualTo(link));
            Assert.That(second, Is.EquivalentTo(new[] { "c2", "c4" }));
            Assert.That(rest, Is.Empty);
        });
    }

    private async Task PublishAsync(params string[] ids)
    {
        await Stack.SendAsync(ids.Select(id => new FlightFacts(id, "CHG", "LIM", "2024-05-01T08:00:00Z").ToEvent()));
        await Stack.IngestedAsync();
    }

    /// <summary>Reads all pages from <paramref name="link"/>, and returns the ids and the link to later changes.</summary>
    private async Task<(List<string?> Ids, string DeltaLink)> FollowAsync(string? link)
    {
        var ids = new List<string?>();
        JsonElement page = default;
        while (link is not null)
        {
            (_, page) = await Stack.GetAsync(link);
            ids.AddRange(page.Column("flightId"));
            link = page.NextLink();
        }

        return (ids, page.GetProperty("deltaLink").GetString()!);
    }
}
