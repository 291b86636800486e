using System.Text.Json;
using LocalStack.Tests.HttpApi;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <content>Tests how dead letters of poison messages are found, discarded, replayed and settled in a real table.</content>
internal sealed partial class PoisonTests
{
    [Test]
    public async Task Dead_letters_of_all_partitions_are_listed_newest_first_in_pages()
    {
        var source = await StoreAsync(deadLetters: 7);

        var deadLetters = await AllAsync($"dead-letters?source={source}&limit=3");

        Assert.Multiple(() =>
        {
            Assert.That(deadLetters.Select(IdOf), Is.Unique.And.Exactly(7).Items);
            Assert.That(deadLetters.Select(deadLetter => deadLetter.GetProperty("enqueuedAt").GetDateTimeOffset()), Is.Ordered.Descending);
            Assert.That(deadLetters.Select(PartitionOf).Distinct().Count(), Is.GreaterThan(1));
        });
    }

    [Test]
    public async Task Every_filter_returns_exactly_the_matching_dead_letters()
    {
        var source = await StoreAsync(deadLetters: 4);
        await Stack.SendAsync(Bad(source, "other").Replace("S0L", "\\ud800", StringComparison.Ordinal));
        await Stack.IngestedAsync();
        var all = await AllAsync($"dead-letters?source={source}");
        var second = all[1].GetProperty("enqueuedAt").GetString();
        var inFirst = all.Count(deadLetter => PartitionOf(deadLetter) == PartitionOf(all[0]));

        Assert.Multiple(async () =>
        {
            Assert.That(all, Has.Count.EqualTo(5));
            Assert.That(await CountAsync("reason=Unicode"), Is.EqualTo(1));
            Assert.That(await CountAsync("reason=Format"), Is.EqualTo(4));
            Assert.That(await CountAsync("stage=Checked"), Is.EqualTo(5));
            Assert.That(await CountAsync("stage=Stored"), Is.Zero);
            Assert.That(await CountAsync("text=dead-letter-other"), Is.EqualTo(1));
            Assert.That(await CountAsync("text=S0L"), Is.EqualTo(4));
            Assert.That(await CountAsync("state=Replayed"), Is.Zero);
            Assert.That(await CountAsync($"partition={PartitionOf(all[0])}"), Is.EqualTo(inFirst));
            Assert.That(await CountAsync($"from={second}"), Is.EqualTo(all.Count(deadLetter => Time(deadLetter) >= Time(all[1]))));
            Assert.That(await CountAsync($"to={second}"), Is.EqualTo(all.Count(deadLetter => Time(deadLetter) < Time(all[1]))));
        });

        async Task<int> CountAsync(string filter) => (await AllAsync($"dead-letters?source={source}&{filter}")).Count;

        static DateTimeOffset Time(JsonElement deadLetter) => deadLetter.GetProperty("enqueuedAt").GetDateTimeOffset();
    }

    [Test]
    public async Task A_replayed_dead_letter_is_stored_and_the_other_dead_letters_are_discarded_in_bulk()
    {
        var source = await StoreAsync(deadLetters: 6);
        var first = (await AllAsync($"dead-letters?source={source}"))[0];
        var corrected = Bad(source, "corrected").Replace("S0L", "SCL", StringComparison.Ordinal);

        var (rehearsed, _) = await Stack.PostAsync($"dead-letters/{IdOf(first)}/replay?dryRun=true", corrected);
        var afterRehearsal = await StatesAsync(source);
        var (replayed, deadLetter) = await Stack.PostAsync($"dead-letters/{IdOf(first)}/replay", corrected);
        await Stack.IngestedAsync();
        var (_, settled) = await Stack.GetAsync($"dead-letters/{IdOf(first)}");

        Assert.Multiple(() =>
        {
            Assert.That((rehearsed, replayed), Is.EqualTo((200, 202)));
            Assert.That(afterRehearsal, Is.EqualTo("Open 6"));
            Assert.That(deadLetter.GetProperty("state").GetString(), Is.EqualTo("Replaying"));
            Assert.That(settled.GetProperty("state").GetString(), Is.EqualTo("Replayed"));
        });

        var dry = await SumAsync($"dead-letters/discard?source={source}&by=Ana&note=test&limit=2&dryRun=true");
        var afterDry = await StatesAsync(source);
        var done = await SumAsync($"dead-letters/discard?source={source}&by=Ana&note=test&limit=2");

        Assert.Multiple(async () =>
        {
            Assert.That(dry, Is.EqualTo((5, 0, 1)), "discarded, discarded earlier, refused because the event is stored");
            Assert.That(afterDry, Is.EqualTo("Open 5, Replayed 1"));
            Assert.That(done, Is.EqualTo((5, 0, 1)));
            Assert.That(await StatesAsync(source), Is.EqualTo("Discarded 5, Replayed 1"));
            Assert.That(await SumAsync($"dead-letters/discard?source={source}&by=Ana&note=test"), Is.EqualTo((0, 5, 1)));
            Assert.That(await Stack.CountAsync($"FlightEvents | where Source == '{source}' | count"), Is.EqualTo(1));
        });
    }

    /// <summary>Publishes one message per dead letter, so that the dead letters are in several partitions.</summary>
    /// <returns>The source of the events.</returns>
    private async Task<string> StoreAsync(int deadLetters)
    {
        var source = $"/poison/{Guid.NewGuid():N}";
        for (var i = 0; i < deadLetters; i++)
            await Stack.SendAsync(Bad(source, $"{i}"));
        await Stack.IngestedAsync();
        return source;
    }

    private static string Bad(string source, string name) =>
        $"{Events.Flight($"dead-letter-{name}", "S0L", "LIM", flightId: $"dead-letters-{source[^12..]}")[..^1]},\"source\":\"{source}\"}}";

    private async Task<IReadOnlyList<JsonElement>> AllAsync(string path)
    {
        var deadLetters = new List<JsonElement>();
        for (var next = path; next is not null;)
        {
            var (status, page) = await Stack.GetAsync(next);
            Assert.That(status, Is.EqualTo(200), page.ToString());
            deadLetters.AddRange(page.Rows());
            next = page.NextLink();
        }

        return deadLetters;
    }

    private async Task<string> StatesAsync(string source) => string.Join(
        ", ",
        from deadLetter in await AllAsync($"dead-letters?source={source}")
        group deadLetter by deadLetter.GetProperty("state").GetString() into state
        orderby state.Key
        select $"{state.Key} {state.Count()}");

    /// <summary>Runs a bulk operation on all pages and returns the total counts.</summary>
    private async Task<(int Discarded, int Earlier, int Refused)> SumAsync(string path)
    {
        var sum = (Discarded: 0, Earlier: 0, Refused: 0);
        for (var next = path; next is not null;)
        {
            var (status, page) = await Stack.PostAsync(next, "");
            Assert.That(status, Is.EqualTo(200), page.ToString());
            sum.Discarded += page.GetProperty("discarded").GetInt32();
            sum.Earlier += page.GetProperty("discardedEarlier").GetInt32();
            sum.Refused += page.GetProperty("refused").GetInt32();
            next = page.NextLink();
        }

        return sum;
    }

    private static string? IdOf(JsonElement deadLetter) => deadLetter.GetProperty("id").GetString();

    private static string? PartitionOf(JsonElement deadLetter) => deadLetter.GetProperty("partitionId").GetString();
}
