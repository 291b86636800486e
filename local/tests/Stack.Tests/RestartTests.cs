using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>Tests that neither a restart nor a temporarily unavailable service changes the data.</summary>
internal sealed class RestartTests : StackTestBase
{
    [Test]
    public async Task Data_survives_a_restart_and_ingestion_continues()
    {
        await Stack.SendAsync(Events.Flight("before", "QKK", "QLL"), "{broken");
        await Stack.IngestedAsync();
        var deadLetters = (await Stack.DeadLettersAsync()).Count;

        await RestartAsync();

        Assert.That((await Stack.GetAsync("flights/before")).Status, Is.EqualTo(200));
        Assert.That(await Stack.DeadLettersAsync(), Has.Count.EqualTo(deadLetters).And.Count.GreaterThan(0));

        await Stack.SendAsync(Events.Flight("after", "QKK", "QLL"));
        await Stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.CountAsync("FlightEvents | where Origin == 'QKK' | count"), Is.EqualTo(2), "no event was redelivered");
            Assert.That((await Stack.GetAsync("flights?origin=QKK")).Body.GetProperty("value").GetArrayLength(), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Events_wait_while_the_database_is_unavailable_and_are_stored_afterwards()
    {
        await Stack.Host.StopKustoAsync();
        await Stack.SendAsync(Enumerable.Range(0, 50).Select(i => Events.Flight($"wait-{i}", "QMM", "QNN")));

        var (status, problem) = await Stack.GetAsync("flights?origin=QMM");
        Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((503, "ServiceUnavailable")));
        var (readiness, _) = await Stack.GetAsync("health/ready");
        Assert.That(readiness, Is.EqualTo(503));
        Assert.That(Stack.Host.Backlog, Is.EqualTo(50), "checkpoints are not after events that are not stored");

        await Stack.Host.StartKustoAsync(default);
        await Stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.CountAsync("Flights | where Origin == 'QMM' | count"), Is.EqualTo(50));
            Assert.That(
                (await Stack.DeadLettersAsync()).Where(deadLetter => deadLetter["Stage"].Equals("Stored")),
                Is.Empty,
                "no event was dead-lettered");
        });
    }
}
